using Signalbox.Providers;
using Signalbox.Providers.Signatures;
using Signalbox.Providers.Stripe;

namespace Signalbox.Tests.Unit.Providers.Stripe;

public sealed class StripeVectorTests
{
    public static TheoryData<string> Names => StripeVectors.Names;

    [Fact]
    public void VectorFiles_HoldEveryStripeCase() => Assert.Equal(17, StripeVectors.All.Count);

    [Theory]
    [MemberData(nameof(Names))]
    public void Verify_GivesTheVerdictOfStripesLibrary(string name)
    {
        var vector = StripeVectors.Named(name);
        var request = Requests.With(vector.Body, ("Stripe-Signature", vector.Header));

        var verdict = new StripeScheme(vector.Tolerance).Verify(request, vector.Secrets, vector.VerifiedAt);

        Assert.True(verdict.IsValid == vector.IsAccepted, $"{name}: {verdict}");
        Assert.Equal(vector.IsAccepted, verdict.SecretIndex >= 0);
    }

    [Theory]
    [InlineData("tampered_body", SignatureFault.NoMatch)]
    [InlineData("trailing_newline_added_by_proxy", SignatureFault.NoMatch)]
    [InlineData("uppercase_hex", SignatureFault.MalformedHeader)]
    [InlineData("spaces_after_comma", SignatureFault.MalformedHeader)]
    [InlineData("timestamp_not_number", SignatureFault.MalformedHeader)]
    [InlineData("header_empty", SignatureFault.MissingHeader)]
    public void Verify_Refused_SaysWhichCheckFailed(string name, SignatureFault fault)
    {
        var vector = StripeVectors.Named(name);

        var verdict = StripeSignature.Verify(vector.Header, vector.Body, vector.Secrets, vector.VerifiedAt, vector.Tolerance);

        Assert.Equal(new SignatureVerdict(fault, -1), verdict);
    }

    [Fact]
    public void Verify_ReceiverRotates_SaysWhichSecretSigned()
    {
        var vector = StripeVectors.Named("receiver_has_two_secrets_old_first");

        var verdict = StripeSignature.Verify(vector.Header, vector.Body, vector.Secrets, vector.VerifiedAt, vector.Tolerance);

        Assert.Equal(new SignatureVerdict(SignatureFault.None, 1), verdict);
    }

    [Theory]
    [InlineData("valid")]
    [InlineData("valid_unicode")]
    [InlineData("valid_crlf")]
    [InlineData("edge_timestamp_300s")]
    [InlineData("stripe generate")]
    public void Sign_WritesTheVectorsHeader(string name)
    {
        var vector = StripeVectors.Named(name);
        var at = DateTimeOffset.FromUnixTimeSeconds(long.Parse(vector.Header.AsSpan(2, 10), provider: null));

        Assert.Equal(vector.Header, StripeSignature.Sign(vector.Body, vector.SecretTexts[0], at));
    }
}
