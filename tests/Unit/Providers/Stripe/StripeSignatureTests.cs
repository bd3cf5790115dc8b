using System.Text;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;

namespace Signalbox.Tests.Unit.Providers.Stripe;

public sealed class StripeSignatureTests
{
    private const string Other = "v1=0000000000000000000000000000000000000000000000000000000000000000";
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_795_200_000);
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(300);
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"id":"evt_1","type":"a"}""");
    private static readonly WebhookSecret[] Secrets = [new("whsec_fake_old"), new("whsec_fake_new")];

    [Fact]
    public void DefaultVerdict_IsNotValid() => Assert.False(default(SignatureVerdict).IsValid);

    [Theory]
    [InlineData(-301, SignatureFault.TimestampOutsideTolerance)]
    [InlineData(-300, SignatureFault.None)]
    [InlineData(300, SignatureFault.None)]
    [InlineData(301, SignatureFault.TimestampOutsideTolerance)]
    public void Verify_Timestamp_MayBeOffByTheToleranceBothWays(int offsetSeconds, SignatureFault fault)
    {
        var header = StripeSignature.Sign(Body, Secrets[1], Now.AddSeconds(offsetSeconds));

        Assert.Equal(new SignatureVerdict(fault, 1), Verify(header));
    }

    [Fact]
    public void Verify_ZeroTolerance_TakesAnyTimestamp()
    {
        var header = StripeSignature.Sign(Body, Secrets[0], DateTimeOffset.UnixEpoch);

        Assert.True(StripeSignature.Verify(header, Body, Secrets, Now, TimeSpan.Zero).IsValid);
    }

    [Fact]
    public void Verify_SignedWithBothSecrets_NamesTheFirst()
    {
        var second = StripeSignature.Sign(Body, Secrets[1], Now);
        var header = second + StripeSignature.Sign(Body, Secrets[0], Now)[second.IndexOf(',', StringComparison.Ordinal)..];

        Assert.Equal(new SignatureVerdict(SignatureFault.None, 0), Verify(header));
    }

    [Fact]
    public void Verify_OldAndForged_IsReportedAsForged()
    {
        Assert.Equal(SignatureFault.NoMatch, Verify($"t=1,{Other}").Fault);
    }

    [Fact]
    public void Verify_RepeatedHeader_IsRefusedEvenIfBothAreGenuine()
    {
        var header = StripeSignature.Sign(Body, Secrets[0], Now);
        var request = Requests.With(Body, ("stripe-signature", header), ("stripe-signature", header));

        Assert.Equal(SignatureFault.RepeatedHeader, new StripeWebhooks().Verify(request, Secrets, Now).Fault);
    }

    [Fact]
    public void Verify_NoHeader_IsRefused()
    {
        Assert.Equal(SignatureFault.MissingHeader, new StripeWebhooks().Verify(Requests.With(Body), Secrets, Now).Fault);
    }

    [Fact]
    public void Verify_NoSecrets_IsRefused()
    {
        var header = StripeSignature.Sign(Body, Secrets[0], Now);

        Assert.Equal(SignatureFault.NoSecrets, StripeSignature.Verify(header, Body, [], Now, Tolerance).Fault);
    }

    [Fact]
    public void Verify_OnlyV0Matches_IsRefused()
    {
        var header = StripeSignature.Sign(Body, Secrets[0], Now).Replace("v1=", "v0=", StringComparison.Ordinal);

        Assert.Equal(SignatureFault.MalformedHeader, Verify(header).Fault);
        Assert.Equal(SignatureFault.NoMatch, Verify($"{header},{Other}").Fault);
    }

    [Theory]
    [InlineData(StripeSignature.MaxSignatures - 1, true)]
    [InlineData(StripeSignature.MaxSignatures, false)]
    public void Verify_ManySignatures_LooksAtTheFirstSixteen(int othersBefore, bool isValid)
    {
        var genuine = StripeSignature.Sign(Body, Secrets[0], Now);
        var at = genuine.IndexOf(',', StringComparison.Ordinal);
        var header = genuine[..at] + string.Concat(Enumerable.Repeat("," + Other, othersBefore)) + genuine[at..];

        Assert.Equal(isValid, Verify(header).IsValid);
    }

    [Theory]
    [InlineData(StripeSignature.MaxHeaderChars, SignatureFault.None)]
    [InlineData(StripeSignature.MaxHeaderChars + 1, SignatureFault.HeaderTooLong)]
    public void Verify_LongHeader_IsReadUpToTheLimit(int length, SignatureFault fault)
    {
        var header = StripeSignature.Sign(Body, Secrets[0], Now) + ",x=";

        Assert.Equal(fault, Verify(header.PadRight(length, 'y')).Fault);
    }

    [Theory]
    [InlineData("t=1795200000")]
    [InlineData("t=,SIG")]
    [InlineData("t=1795200000 ,SIG")]
    [InlineData("t=+1795200000,SIG")]
    [InlineData("t=-1795200000,SIG")]
    [InlineData("t=1795200000.0,SIG")]
    [InlineData("t=1795200000\0,SIG")]
    [InlineData("t=١٧٩٥٢٠٠٠٠٠,SIG")]
    [InlineData("t=9999999999999999999,SIG")]
    [InlineData("T=1795200000,SIG")]
    [InlineData("SIG")]
    [InlineData("t=1795200000,v1=")]
    [InlineData("t=1795200000;SIG")]
    [InlineData(",,,,")]
    [InlineData("t=1795200000,t=,SIG")]
    public void Verify_NoUsableTimestampOrSignature_IsMalformed(string template)
    {
        var genuine = StripeSignature.Sign(Body, Secrets[0], Now);
        var header = template.Replace("SIG", genuine[(genuine.IndexOf(',', StringComparison.Ordinal) + 1)..], StringComparison.Ordinal);

        Assert.Equal(SignatureFault.MalformedHeader, Verify(header).Fault);
    }

    [Fact]
    public void Verify_LastTimestampCounts_NotTheSignedOne()
    {
        var genuine = StripeSignature.Sign(Body, Secrets[0], Now);

        Assert.Equal(SignatureFault.NoMatch, Verify($"{genuine},t=1795200001").Fault);
    }

    [Fact]
    public void Verify_EmptyAndLargeBodies_AreVerifiedLikeAnyOther()
    {
        foreach (var body in new[] { [], new byte[1024 * 1024] })
        {
            var header = StripeSignature.Sign(body, Secrets[0], Now);

            Assert.True(StripeSignature.Verify(header, body, Secrets, Now, Tolerance).IsValid);
        }
    }

    [Fact]
    public void Verify_ManyThreadsOneSecret_AgreeWithASingleOne()
    {
        var headers = Enumerable.Range(0, 64).Select(i => StripeSignature.Sign(BodyOf(i), new WebhookSecret("whsec_fake_new"), Now)).ToArray();
        var refused = 0;

        Parallel.For(0, 20_000, i =>
        {
            var genuine = StripeSignature.Verify(headers[i % 64], BodyOf(i % 64), Secrets, Now, Tolerance).IsValid;
            var forged = StripeSignature.Verify(headers[i % 64], BodyOf((i % 64) + 1), Secrets, Now, Tolerance).IsValid;
            if (!genuine || forged)
            {
                Interlocked.Increment(ref refused);
            }
        });

        Assert.Equal(0, refused);
    }

    [Fact]
    public void Verify_LargeBody_AllocatesNoCopy()
    {
        var body = new byte[1024 * 1024];
        var header = StripeSignature.Sign(body, Secrets[0], Now);
        StripeSignature.Verify(header, body, Secrets, Now, Tolerance);

        var before = GC.GetAllocatedBytesForCurrentThread();
        StripeSignature.Verify(header, body, Secrets, Now, Tolerance);

        // Optimized code allocates nothing at all; code that the runtime has not optimized yet boxes an enumerator.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256);
    }

    [Fact]
    public void Sign_BeforeUnixTime_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StripeSignature.Sign(Body, Secrets[0], DateTimeOffset.UnixEpoch.AddSeconds(-1)));

    private static byte[] BodyOf(int number) => Encoding.UTF8.GetBytes($"body {number}");

    private static SignatureVerdict Verify(string header) => StripeSignature.Verify(header, Body, Secrets, Now, Tolerance);
}
