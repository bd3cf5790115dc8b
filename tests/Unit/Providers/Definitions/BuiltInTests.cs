using Signalbox.Providers.Definitions;

namespace Signalbox.Tests.Unit.Providers.Definitions;

public sealed class BuiltInTests
{
    public static TheoryData<string> Names => [.. BuiltInDefinitions.Names];

    [Fact]
    public void Names_AreThoseOfTheProviders() => Assert.Equal(
        ["ayrshare", "clerk", "github", "resend", "sendgrid", "shopify", "slack", "standard-webhooks", "stripe", "supabase", "twilio"],
        BuiltInDefinitions.Names);

    [Theory]
    [MemberData(nameof(Names))]
    public void Read_EveryBuiltIn_HasItsFilesName(string name) => Assert.Equal(name, BuiltInDefinitions.Read(name).Name);
}
