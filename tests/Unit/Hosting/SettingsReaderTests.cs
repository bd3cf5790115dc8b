using Microsoft.Extensions.Configuration;
using Signalbox.Hosting;
using Signalbox.Ingress;

namespace Signalbox.Tests.Unit.Hosting;

public sealed class SettingsReaderTests
{
    private const string Svix = "whsec_ZmFrZS1zZWNyZXQtb2YtYS10ZXN0LW5vdC1yZWFs";

    // SendGrid's example of a verification key.
    private const string PublicKey = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==";

    [Fact]
    public void Read_Nothing_GivesDefaults()
    {
        var (settings, faults) = Read();

        Assert.Empty(faults);
        Assert.Equal(Path.GetFullPath(".signalbox"), settings.DataFolder);
        Assert.Equal(Roles.Api | Roles.Grains, settings.Roles);
        Assert.True(settings.IsDevelopmentAccount);
        Assert.Null(settings.Database);
        Assert.Null(settings.ApiKey);
    }

    [Fact]
    public void Read_EmptyValues_CountAsNotSet()
    {
        var (settings, faults) = Read(("STRIPE_WEBHOOK_SECRET", ""), ("SIGNALBOX_API_KEY", ""), ("ConnectionStrings:Signalbox", ""), ("Signalbox:Accounts:eu:Provider", ""));

        Assert.Empty(faults);
        Assert.True(settings.IsDevelopmentAccount);
    }

    [Fact]
    public void Read_Shorthands_MakeTheAccountStripe()
    {
        var (settings, faults) = Read(("STRIPE_WEBHOOK_SECRET", "whsec_fake_one"), ("STRIPE_API_KEY", "sk_fake"), ("Signalbox:Accounts:stripe:WebhookSecrets:0", "whsec_fake_two"));

        Assert.Empty(faults);
        var account = Assert.Single(settings.Accounts);
        Assert.Equal(("stripe", "stripe", "sk_fake", DeadLetterPolicy.GoOn), (account.Name, account.Provider, account.ApiKey, account.DeadLetters));
        Assert.Equal(["whsec_fake_one", "whsec_fake_two"], account.WebhookSecrets);
    }

    [Fact]
    public void Read_SeveralAccounts_AreOrderedByName()
    {
        var (settings, faults) = Read(
            ("Signalbox:Accounts:us:Provider", "stripe"),
            ("Signalbox:Accounts:us:WebhookSecrets:0", "whsec_fake_us"),
            ("Signalbox:Accounts:us:DeadLetters", "Hold"),
            ("Signalbox:Accounts:eu:Provider", "stripe"),
            ("Signalbox:Accounts:eu:WebhookSecrets:0", "whsec_fake_eu"));

        Assert.Empty(faults);
        Assert.Equal(["eu", "us"], settings.Accounts.Select(static a => a.Name));
        Assert.Equal(DeadLetterPolicy.Hold, settings.Accounts[1].DeadLetters);
    }

    [Theory]
    [InlineData("ayrshare", "fake_secret_of_a_test", "short", "at least 8 characters")]
    [InlineData("clerk", Svix, "whsec_fake_not_base64!", "must be Base64 after whsec_")]
    [InlineData("github", "fake_secret_of_a_test", "short", "at least 8 characters")]
    [InlineData("resend", Svix, "whsec_c2hvcnQ=", "must be Base64 of 24 to 64 bytes after whsec_, not of 5")]
    [InlineData("sendgrid", PublicKey, "fake_secret_of_a_test", "must be")]
    [InlineData("shopify", "fake_secret_of_a_test", "short", "at least 8 characters")]
    [InlineData("slack", "fake_secret_of_a_test", "short", "at least 8 characters")]
    [InlineData("standard-webhooks", Svix, "whsk_fake_private_key", "must not be the private key")]
    [InlineData("supabase", "fake_secret_of_a_test", "fake_but_shor", "must be 16 to 256 visible ASCII characters")]
    [InlineData("twilio", "fake_token_of_a_test", "short", "at least 8 characters")]
    public void Read_SecretOfEveryProvider_IsCheckedAndNeverQuoted(string provider, string right, string wrong, string fault)
    {
        var (settings, none) = Read(($"Signalbox:Accounts:{provider}:WebhookSecrets:0", right));
        Assert.Empty(none);
        Assert.Equal((provider, right), (settings.Accounts[0].Provider, Assert.Single(settings.Accounts[0].WebhookSecrets)));

        var (_, faults) = Read(($"Signalbox:Accounts:{provider}:WebhookSecrets:0", right), ($"Signalbox:Accounts:{provider}:WebhookSecrets:1", wrong));
        var found = Assert.Single(faults);
        Assert.Contains(fault, found, StringComparison.Ordinal);
        Assert.StartsWith($"Signalbox__Accounts__{provider}__WebhookSecrets__1", found, StringComparison.Ordinal);
        Assert.DoesNotContain(wrong, found, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("STRIPE_API_KEY", "sk_fake", "STRIPE_WEBHOOK_SECRET is missing")]
    [InlineData("STRIPE_WEBHOOK_SECRET", "short", "STRIPE_WEBHOOK_SECRET must be at least 8 characters")]
    [InlineData("STRIPE_WEBHOOK_SECRET", "whsec_fake ", "without white space")]
    [InlineData("SIGNALBOX_API_KEY", "only fifteen ch", "SIGNALBOX_API_KEY must be 16 to 512 visible ASCII characters")]
    [InlineData("Signalbox:Roles", "grains,", "Signalbox__Roles must be")]
    [InlineData("ConnectionStrings:Signalbox", "Database=signalbox", "must name a server")]
    [InlineData("ConnectionStrings:Signalbox", "Host=a;Port=many", "must be a connection string")]
    [InlineData("urls", "ftp://127.0.0.1", "ASPNETCORE_URLS must be")]
    [InlineData("urls", "http://127.0.0.1:70000", "ASPNETCORE_URLS must be")]
    [InlineData("Signalbox:Accounts:product:Provider", "stripe", "Signalbox__Accounts__product is no name that an account can have")]
    [InlineData("Signalbox:Accounts:EU:Provider", "stripe", "Signalbox__Accounts__EU is not a name for an account")]
    public void Read_WrongValue_NamesItsKey(string key, string value, string expected)
    {
        var (_, faults) = Read((key, value));

        Assert.Contains(faults, fault => fault.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("STRIPE_WEBHOOK_SECRET", "s3cr3t ")]
    [InlineData("SIGNALBOX_API_KEY", "s3cr3t")]
    [InlineData("ConnectionStrings:Signalbox", "Hots=db;Password=s3cr3t")]
    public void Read_WrongSecret_IsNotShown(string key, string value)
    {
        var (_, faults) = Read((key, value));

        Assert.NotEmpty(faults);
        Assert.DoesNotContain(faults, static fault => fault.Contains("s3cr3t", StringComparison.Ordinal));
    }

    [Fact]
    public void ToString_SettingsWithSecrets_ShowsNone()
    {
        var (settings, _) = Read(("STRIPE_WEBHOOK_SECRET", "whsec_fake_one"), ("STRIPE_API_KEY", "sk_fake"), ("SIGNALBOX_API_KEY", "fake-fake-fake-fake"));

        Assert.DoesNotContain("fake", $"{settings} {settings.Accounts[0]}", StringComparison.Ordinal);
    }

    private static (SignalboxSettings Settings, IReadOnlyList<string> Faults) Read(params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(static v => v.Key, static v => (string?)v.Value)).Build();
        var faults = new SettingsFaults();
        return (new SettingsReader(configuration, faults).Read(), faults.Lines);
    }
}
