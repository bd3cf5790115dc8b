using System.Text.Json;
using Signalbox.Providers;

namespace Signalbox.Tests.Unit.Providers;

public sealed class WebhookSecretTests
{
    private const string Text = "whsec_fake_0123456789";

    [Fact]
    public void ToString_NamesTheFingerprintOnly()
    {
        var secret = new WebhookSecret(Text);

        Assert.Equal($"WebhookSecret({secret.Fingerprint})", secret.ToString());
        Assert.Matches("^[0-9a-f]{8}$", secret.Fingerprint);
    }

    [Fact]
    public void Serializer_FindsTheFingerprintOnly() =>
        Assert.DoesNotContain("fake", JsonSerializer.Serialize(new WebhookSecret(Text)), StringComparison.Ordinal);

    [Fact]
    public void Fingerprint_TellsSecretsApartAndStaysTheSame()
    {
        Assert.Equal(new WebhookSecret(Text).Fingerprint, new WebhookSecret(Text).Fingerprint);
        Assert.NotEqual(new WebhookSecret(Text).Fingerprint, new WebhookSecret(Text + "0").Fingerprint);
    }

    // Not among the cases below: an attribute cannot hold half a surrogate pair.
    [Fact]
    public void Constructor_LoneSurrogate_ThrowsWithoutQuotingIt() => Constructor_UnusableText_ThrowsWithoutQuotingIt(Text + "\ud800");

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(" " + Text)]
    [InlineData(Text + "\n")]
    public void Constructor_UnusableText_ThrowsWithoutQuotingIt(string text)
    {
        var exception = Assert.Throws<ArgumentException>(() => new WebhookSecret(text));

        Assert.DoesNotContain("fake", exception.ToString(), StringComparison.Ordinal);
    }
}
