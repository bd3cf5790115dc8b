using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Signalbox.Calls;
using Signalbox.Hosting;
using Signalbox.Providers.Calls;
using Signalbox.Sources;

namespace Signalbox.Tests.Unit.Calls;

public sealed class CallHostingTests
{
    [Theory]
    [InlineData("sk_live_obviously_fake", null, 100)]
    [InlineData("rk_live_obviously_fake", null, 100)]
    [InlineData("sk_test_not_a_real_key", null, 25)]
    [InlineData(null, null, 25)]
    [InlineData("sk_live_obviously_fake", "300", 300)]
    public void LimitOf_AnAccount_IsByItsKeyUnlessItSaysOtherwise(string? apiKey, string? requests, int expected)
    {
        var settings = Read(new() { ["Signalbox:Accounts:eu:ApiKey"] = apiKey, ["Signalbox:Accounts:eu:RequestsPerSecond"] = requests }, out var faults);
        Assert.Empty(faults);
        var rules = new CallRules(Options.Create(new CallOptions()), new AccountDirectory(settings.Accounts));

        Assert.Equal(expected, rules.LimitOf("eu/api").Requests);
        Assert.Equal(TimeSpan.FromSeconds(1), rules.LimitOf("eu/api").Window);
        Assert.Throws<ArgumentException>(() => rules.LimitOf("us/api"));
        Assert.Throws<ArgumentException>(() => rules.LimitOf("us/refunds.create"));
        Assert.Throws<ArgumentException>(() => rules.LimitOf("eu"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("many")]
    [InlineData("1000001")]
    public void Read_WrongRequestsPerSecond_IsAFault(string requests)
    {
        Read(new() { ["Signalbox:Accounts:eu:RequestsPerSecond"] = requests }, out var faults);

        Assert.Contains("Signalbox__Accounts__eu__RequestsPerSecond", Assert.Single(faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sk_live_obviously_fake", null, 0, null)]
    [InlineData("sk_live_obviously_fake", null, 25, 25)]
    [InlineData("sk_live_obviously_fake", "10", 0, 10)]
    [InlineData("sk_live_obviously_fake", "100", 0, null)]
    [InlineData("sk_test_not_a_real_key", null, 25, null)]
    [InlineData("sk_test_not_a_real_key", "10", 25, 10)]
    public void LimitsOf_AnEndpoint_HasOneOfItsOwnIfThatIsConfiguredAndBelowTheAccounts(string apiKey, string? requests, int usual, int? expected)
    {
        var settings = Read(new() { ["Signalbox:Accounts:eu:ApiKey"] = apiKey, ["Signalbox:Accounts:eu:Limits:refunds.create:RequestsPerSecond"] = requests }, out var faults);
        Assert.Empty(faults);
        var rules = new CallRules(Options.Create(new CallOptions { StripeEndpointLimit = usual }), new AccountDirectory(settings.Accounts));

        Assert.Equal(expected is null ? ["eu/api"] : ["eu/refunds.create", "eu/api"], rules.LimitsOf("eu", "refunds.create"));
        Assert.Equal(["eu/api"], rules.LimitsOf("eu", "api"));
        if (expected is not null)
        {
            Assert.Equal(expected, rules.LimitOf("eu/refunds.create").Requests);
        }
        else
        {
            Assert.Throws<ArgumentException>(() => rules.LimitOf("eu/refunds.create"));
        }
    }

    [Fact]
    public void LimitsOf_AnAccountWithALimitOfItsOwn_HasOnlyTheEndpointsThatItNames()
    {
        var settings = Read(
            new()
            {
                ["Signalbox:Accounts:eu:ApiKey"] = "sk_live_obviously_fake",
                ["Signalbox:Accounts:eu:RequestsPerSecond"] = "500",
                ["Signalbox:Accounts:eu:Limits:api:Concurrency"] = "40",
                ["Signalbox:Accounts:eu:Limits:events.list:Concurrency"] = "2",
            },
            out var faults);
        Assert.Empty(faults);
        var rules = new CallRules(Options.Create(new CallOptions()), new AccountDirectory(settings.Accounts));

        Assert.Equal(["eu/api"], rules.LimitsOf("eu", "refunds.create"));
        Assert.Equal(["api", "events.list"], rules.ConfiguredClasses("eu"));
        Assert.Equal((500, 40), (rules.LimitOf("eu/api").Requests, rules.LimitOf("eu/api").Concurrency));
        Assert.Equal((500, 2), (rules.LimitOf("eu/events.list").Requests, rules.LimitOf("eu/events.list").Concurrency));
    }

    [Theory]
    [InlineData("Limits:api:RequestsPerSecond", "7", "Signalbox__Accounts__eu__RequestsPerSecond")]
    [InlineData("Limits:api:Concurrency", "-1", "Signalbox__Accounts__eu__Limits__api__Concurrency")]
    [InlineData("Limits:Refunds:Concurrency", "1", "Signalbox__Accounts__eu__Limits__Refunds")]
    public void Read_WrongLimits_AreFaults(string key, string value, string named)
    {
        Read(new() { ["Signalbox:Accounts:eu:RequestsPerSecond"] = "9", [$"Signalbox:Accounts:eu:{key}"] = value }, out var faults);

        Assert.Contains(named, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Fact]
    public void CheckSettings_TimesThatContradictEachOther_AreAllNamed()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([
            new("Signalbox:Calls:AttemptTimeout", "00:02:00"), new("Signalbox:Calls:FirstBreak", "00:10:00"), new("Signalbox:Calls:FirstRetry", "00:00:30"), new("Signalbox:Calls:Probes", "0")]);
        builder.AddSignalboxSettings();
        builder.AddCalls(Roles.Grains);

        var faults = Assert.Throws<SettingsException>(() => builder.CheckSettings()).Message;
        Assert.All(["AttemptTimeout", "FirstBreak", "FirstRetry", "Probes"], key => Assert.Contains($"Signalbox__Calls__{key}", faults, StringComparison.Ordinal));
    }

    [Fact]
    public void CheckSettings_AnAttemptAsLongAsTheCall_IsRefused()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("Signalbox:Calls:AttemptTimeout", "00:01:00")]);
        builder.AddSignalboxSettings();
        builder.AddCalls(Roles.Grains);

        Assert.Contains("must be less than TotalTimeout", Assert.Throws<SettingsException>(() => builder.CheckSettings()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AddCalls_TheProvidersClient_GoesThroughThePipeline()
    {
        var services = new ServiceCollection();
        services.AddKeyedSingleton(CallHosting.Stripe, static (_, _) => new FakePort().Pipeline);
        services.AddHttpClient(CallHosting.Stripe).AddProviderCalls(CallHosting.Stripe);
        using var provider = services.BuildServiceProvider();

        Assert.Equal(Timeout.InfiniteTimeSpan, provider.GetRequiredService<IHttpClientFactory>().CreateClient(CallHosting.Stripe).Timeout);
        var handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(CallHosting.Stripe);
        var handlers = new List<HttpMessageHandler>();
        for (HttpMessageHandler? next = handler; next is not null; next = (next as DelegatingHandler)?.InnerHandler)
        {
            handlers.Add(next);
        }

        Assert.Single(handlers.OfType<ProviderCallHandler>());
        Assert.DoesNotContain(handlers, static h => h.GetType().Name.Contains("Logging", StringComparison.Ordinal));
    }

    private static SignalboxSettings Read(Dictionary<string, string?> values, out IReadOnlyList<string> faults)
    {
        values["Signalbox:Accounts:eu:Provider"] = "stripe";
        values["Signalbox:Accounts:eu:WebhookSecrets:0"] = "whsec_not_a_real_secret";
        var found = new SettingsFaults();
        var settings = new SettingsReader(new ConfigurationBuilder().AddInMemoryCollection(values).Build(), found).Read();
        faults = found.Lines;
        return settings;
    }
}
