using Microsoft.Extensions.Configuration;
using Signalbox.Hosting;

namespace Signalbox.Tests.Unit.Hosting;

public sealed class SettingKeysTests
{
    [Theory]
    [InlineData("Ingress:MaxBodyByte", "Signalbox__Ingress__MaxBodyBytes")]
    [InlineData("Ingres:MaxBodyBytes", "Signalbox__Ingress__MaxBodyBytes")]
    [InlineData("Role", "Signalbox__Roles")]
    [InlineData("Accounts:eu:WebhookSecret", "Signalbox__Accounts__eu__WebhookSecrets__0")]
    [InlineData("Accounts:eu:WebhookSecrets", "Signalbox__Accounts__eu__WebhookSecrets__0")]
    [InlineData("Accounts:eu:Deadletter", "Signalbox__Accounts__eu__DeadLetters")]
    public void Check_MistypedKey_SuggestsTheNearest(string key, string nearest)
    {
        var fault = Assert.Single(Check(key));

        Assert.EndsWith($"did you mean {nearest}?", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_KeyLikeNoOther_SuggestsNothing() =>
        Assert.Equal("Signalbox__Weather__Forecast is not a setting", Assert.Single(Check("Weather:Forecast")));

    [Theory]
    [InlineData("roles")]
    [InlineData("Accounts:eu:WebhookSecrets:3")]
    [InlineData("INGRESS:maxbodybytes")]
    public void Check_KnownKeyInAnyCase_IsNoFault(string key) => Assert.Empty(Check(key));

    private static IReadOnlyList<string> Check(string key)
    {
        var keys = new SettingKeys();
        keys.Add("Roles");
        keys.Add("Ingress:MaxBodyBytes");
        AccountsReader.Describe(keys);
        var faults = new SettingsFaults();
        keys.Check(new ConfigurationBuilder().AddInMemoryCollection([new($"Signalbox:{key}", "value")]).Build(), faults);
        return faults.Lines;
    }
}
