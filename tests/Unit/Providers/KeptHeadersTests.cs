using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;

namespace Signalbox.Tests.Unit.Providers;

public sealed class KeptHeadersTests
{
    [Fact]
    public void KeepHeaders_Stripe_KeepsItsThreeAndNoCredential()
    {
        var headers = new HeaderDictionary
        {
            ["stripe-signature"] = "t=1,v1=aa",
            ["user-agent"] = "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            ["Content-Type"] = "application/json; charset=utf-8",
            ["Authorization"] = "Bearer fake",
            ["Cookie"] = "session=fake",
            ["X-Forwarded-For"] = "203.0.113.7",
        };

        Assert.Equal(
            "Content-Type: application/json; charset=utf-8\nUser-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\nStripe-Signature: t=1,v1=aa",
            new StripeWebhooks().KeepHeaders(headers));
    }

    [Fact]
    public void KeepHeaders_NothingToKeep_IsEmpty() =>
        Assert.Empty(new StripeWebhooks().KeepHeaders(new HeaderDictionary { ["Host"] = "example.com" }));

    [Fact]
    public void Format_LineBreaksAndNul_CannotForgeAHeader()
    {
        var headers = new HeaderDictionary { ["User-Agent"] = "a\r\nAuthorization: fake\0\u2028\u0085é\u007f" };

        Assert.Equal("User-Agent: a??Authorization: fake?????", KeptHeaders.Format(headers, ["User-Agent"]));
    }

    [Fact]
    public void Format_CredentialsNamed_AreLeftOutAllTheSame()
    {
        var headers = new HeaderDictionary { ["Authorization"] = "Bearer fake", ["Cookie"] = "fake", ["X-Id"] = "1" };

        Assert.Equal("X-Id: 1", KeptHeaders.Format(headers, ["authorization", "Cookie", "X-Id"]));
    }

    [Fact]
    public void Format_RepeatedHeader_KeepsEachLine()
    {
        var headers = new HeaderDictionary { ["X-Id"] = new StringValues(["1", null, "", "2"]) };

        Assert.Equal("X-Id: 1\nX-Id: 2", KeptHeaders.Format(headers, ["X-Id"]));
    }

    [Fact]
    public void Format_HugeHeaders_StayWithinTheLimit()
    {
        var huge = new string('a', 100_000);
        var headers = new HeaderDictionary { ["X-A"] = huge, ["X-B"] = new StringValues([.. Enumerable.Repeat(huge, 50)]), ["X-C"] = "short" };

        var text = KeptHeaders.Format(headers, ["X-A", "X-B", "X-C"]);

        Assert.InRange(text.Length, 1, KeptHeaders.MaxChars);
        Assert.Equal(["X-A", "X-C"], text.Split('\n').Select(line => line[..3]));
    }
}
