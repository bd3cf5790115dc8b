using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Tests.Unit.Cli;

public sealed class SecretLookupTests : IDisposable
{
    private const string FromOption = "whsec_test_option";
    private const string FromVariable = "whsec_test_variable";
    private const string FromFile = "whsec_test_file";

    private readonly string _data = Directory.CreateTempSubdirectory("signalbox-cli-").FullName;

    [Fact]
    public void WebhookSecret_OptionBeforeVariableBeforeFile()
    {
        File.WriteAllText(Path.Combine(_data, "webhook-secret"), $"{FromFile}\n");

        Assert.Equal(Fingerprint(FromFile), Settings().WebhookSecret(option: null, "stripe").Fingerprint);
        Assert.Equal(Fingerprint(FromFile), Settings(("STRIPE_WEBHOOK_SECRET", "")).WebhookSecret(option: null, "stripe").Fingerprint);
        Assert.Equal(Fingerprint(FromVariable), Settings(("STRIPE_WEBHOOK_SECRET", FromVariable)).WebhookSecret(option: null, "stripe").Fingerprint);
        Assert.Equal(Fingerprint(FromOption), Settings(("STRIPE_WEBHOOK_SECRET", FromVariable)).WebhookSecret(FromOption, "stripe").Fingerprint);
    }

    [Fact]
    public void WebhookSecret_OtherSource_DoesNotTakeStripes()
    {
        File.WriteAllText(Path.Combine(_data, "webhook-secret"), FromFile);
        var settings = Settings(("STRIPE_WEBHOOK_SECRET", FromVariable), ("Signalbox__Accounts__eu__WebhookSecrets__0", FromOption));

        Assert.Equal(Fingerprint(FromOption), settings.WebhookSecret(option: null, "eu").Fingerprint);
        Assert.Equal(CommandExit.Unauthorized, Assert.Throws<CommandFault>(() => settings.WebhookSecret(option: null, "us")).Exit);
    }

    [Fact]
    public void WebhookSecret_Unusable_IsNotInTheMessage()
    {
        var fault = Assert.Throws<CommandFault>(() => Settings().WebhookSecret($" {FromOption}", "stripe"));

        Assert.Equal(CommandExit.Usage, fault.Exit);
        Assert.DoesNotContain(FromOption, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ApiKey_VariableBeforeFile_AndNoneIsAFault()
    {
        Assert.Equal(CommandExit.Unauthorized, Assert.Throws<CommandFault>(() => Settings().ApiKey()).Exit);
        File.WriteAllText(Path.Combine(_data, "api-key"), "key-of-file\n");

        Assert.Equal("key-of-file", Settings().ApiKey());
        Assert.Equal("key-of-variable", Settings(("SIGNALBOX_API_KEY", "key-of-variable")).ApiKey());
    }

    [Theory]
    [InlineData("http://127.0.0.1:8080", "http://127.0.0.1:8080/")]
    [InlineData("https://example.test/signalbox/", "https://example.test/signalbox/")]
    public void Url_EndsWithASlash_SoThatAFolderStays(string given, string expected) =>
        Assert.Equal(expected, Settings((GlobalOptions.UrlVariable, given)).Url().ToString());

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private static string Fingerprint(string secret) => new Signalbox.Providers.WebhookSecret(secret).Fingerprint;

    private ConnectionSettings Settings(params (string Name, string Value)[] environment) =>
        new(environment.ToDictionary(pair => pair.Name, pair => pair.Value).GetValueOrDefault) { DataOption = _data };
}
