using System.Text.Json;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

public sealed class StripeApiKeyTests
{
    private const string Text = ScriptedHandler.KeyText;

    [Fact]
    public void ToString_NamesTheFingerprintOnly()
    {
        var key = new StripeApiKey(Text);

        Assert.Equal($"StripeApiKey({key.Fingerprint})", key.ToString());
        Assert.Matches("^[0-9a-f]{8}$", key.Fingerprint);
    }

    [Fact]
    public void Serializer_FindsNothingOfTheKey() =>
        Assert.DoesNotContain("fake", JsonSerializer.Serialize(new StripeApiKey(Text)), StringComparison.Ordinal);

    [Fact]
    public void Fingerprint_TellsKeysApartAndStaysTheSame()
    {
        Assert.Equal(new StripeApiKey(Text).Fingerprint, new StripeApiKey(Text).Fingerprint);
        Assert.NotEqual(new StripeApiKey(Text).Fingerprint, new StripeApiKey(Text + "0").Fingerprint);
    }

    [Theory]
    [InlineData("sk_live_fake", true)]
    [InlineData("rk_live_fake", true)]
    [InlineData("sk_test_fake", false)]
    [InlineData("rk_test_fake", false)]
    [InlineData("fake", null)]
    public void Livemode_IsWhatThePrefixSays(string text, bool? expected) => Assert.Equal(expected, new StripeApiKey(text).Livemode);

    [Theory]
    [InlineData("")]
    [InlineData(" " + Text)]
    [InlineData(Text + "\r\nX-Other: 1")]
    [InlineData(Text + "ü")]
    public void Constructor_UnusableText_ThrowsWithoutQuotingIt(string text)
    {
        var error = Assert.Throws<ArgumentException>(() => new StripeApiKey(text));

        Assert.DoesNotContain("fake", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_TooLong_Throws() =>
        Assert.Throws<ArgumentException>(() => new StripeApiKey(new string('k', StripeApiKey.MaxChars + 1)));
}
