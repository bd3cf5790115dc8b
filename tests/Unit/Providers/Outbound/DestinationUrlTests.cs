using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Signalbox.Providers.Outbound;

namespace Signalbox.Tests.Unit.Providers.Outbound;

public sealed class DestinationUrlTests
{
    private static readonly OutboundPolicy Development = new() { AllowHttp = true, AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8"), IPNetwork.Parse("10.0.0.0/8")] };

    [Theory]
    [InlineData("https://example.com")]
    [InlineData("https://example.com/")]
    [InlineData("HTTPS://Example.COM/Hooks?token=not-a-real-one&a=%20")]
    [InlineData("https://hooks.example.com:8443/a/b")]
    [InlineData("https://xn--mnchen-3ya.example/")]
    [InlineData("https://a_b.example.com/")]
    [InlineData("https://8.8.8.8/hook")]
    [InlineData("https://[2606:4700:4700::1111]:8443/")]
    [InlineData("https://[::ffff:8.8.8.8]/")]
    [InlineData("https://example.com?x=1")]
    public void TryParse_PublicAndPlain_IsTaken(string text)
    {
        Assert.True(DestinationUrl.TryParse(text, OutboundPolicy.Default, out var url, out var problem), problem);
        Assert.Equal("https", url.Scheme);
    }

    [Theory]
    [InlineData("http://localhost:3000/hooks")]
    [InlineData("http://app.localhost/")]
    [InlineData("http://127.0.0.1:9000/")]
    [InlineData("https://10.1.2.3/")]
    [InlineData("http://receiver:8080/")]
    public void TryParse_OwnNetwork_IsTakenIfTheOperatorAllowsIt(string text)
    {
        Assert.True(DestinationUrl.TryParse(text, Development, out _, out var problem), problem);
        Assert.False(DestinationUrl.TryParse(text, new OutboundPolicy { AllowHttp = true }, out _, out _));
    }

    [Theory]
    [InlineData(null, "must be a URL")]
    [InlineData("", "must be a URL")]
    [InlineData("example.com/hook", "must begin with https://")]
    [InlineData("/hook", "must begin with https://")]
    [InlineData("ftp://example.com/", "must begin with https://")]
    [InlineData("file:///etc/passwd", "must begin with https://")]
    [InlineData("https:/example.com/", "must begin with https://")]
    [InlineData("http://example.com/", "in clear")]
    [InlineData("https://", "must")]
    [InlineData("https:///path", "must")]
    [InlineData("https://example.com/#part", "fragment")]
    [InlineData("https://example.com/#", "fragment")]
    [InlineData("https://user@example.com/", "user")]
    [InlineData("https://user:secret@example.com/", "user")]
    [InlineData("https://example.com@127.0.0.1/", "user")]
    [InlineData("https://@example.com/", "user")]
    [InlineData(" https://example.com/", "visible ASCII")]
    [InlineData("https://example.com/ ", "visible ASCII")]
    [InlineData("https://example.com/a\nb", "visible ASCII")]
    [InlineData("https://example.com\t/", "visible ASCII")]
    [InlineData("https:\\\\example.com\\", "visible ASCII")]
    [InlineData("https://example.com\\@127.0.0.1/", "visible ASCII")]
    [InlineData("https://１２７.0.0.1/", "visible ASCII")]
    [InlineData("https://①②⑦.⓪.⓪.①/", "visible ASCII")]
    [InlineData("https://127。0。0。1/", "visible ASCII")]
    [InlineData("https://münchen.example/", "visible ASCII")]
    [InlineData("https://exam\u00adple.com/", "visible ASCII")]
    [InlineData("https://127.0.0.1/", "loopback")]
    [InlineData("https://127.1/", "plainly: 127.0.0.1")]
    [InlineData("https://127.0.1/", "plainly: 127.0.0.1")]
    [InlineData("https://2130706433/", "plainly: 127.0.0.1")]
    [InlineData("https://0x7f000001/", "plainly: 127.0.0.1")]
    [InlineData("https://0x7f.0.0.1/", "plainly: 127.0.0.1")]
    [InlineData("https://0177.0.0.1/", "plainly: 127.0.0.1")]
    [InlineData("https://127.0.0.01/", "plainly: 127.0.0.1")]
    [InlineData("https://127.0.0.1./", "must")]
    [InlineData("https://8.8.2056/", "plainly: 8.8.8.8")]
    [InlineData("https://169.254.169.254/latest/meta-data/", "cloud metadata")]
    [InlineData("https://192.168.1.1/", "private")]
    [InlineData("https://0/", "must")]
    [InlineData("https://1.2.3.4.5/", "number as the last part")]
    [InlineData("https://256.256.256.256/", "number as the last part")]
    [InlineData("https://example.0x7f/", "number as the last part")]
    [InlineData("https://[::1]/", "loopback")]
    [InlineData("https://[0:0:0:0:0:0:0:1]/", "loopback")]
    [InlineData("https://[::ffff:127.0.0.1]/", "loopback")]
    [InlineData("https://[::ffff:7f00:1]/", "loopback")]
    [InlineData("https://[64:ff9b::7f00:1]/", "NAT64 loopback")]
    [InlineData("https://[2002:7f00:1::]/", "6to4 loopback")]
    [InlineData("https://[fd00:ec2::254]/", "cloud metadata")]
    [InlineData("https://[fe80::1%25eth0]/", "must")]
    [InlineData("https://[fe80::1%eth0]/", "must")]
    [InlineData("https://[fe80::1]/", "link-local")]
    [InlineData("https://localhost/", "this machine")]
    [InlineData("https://LOCALHOST/", "this machine")]
    [InlineData("https://a.localhost/", "this machine")]
    [InlineData("https://localhost./", "dot at its end")]
    [InlineData("https://example.com./", "dot at its end")]
    [InlineData("https://intranet/", "without a dot")]
    [InlineData("https://%31%32%37.0.0.1/", "must")]
    [InlineData("https://exa%6dple.com/", "must")]
    [InlineData("https://-example.com/", "must")]
    [InlineData("https://exa..mple.com/", "must")]
    [InlineData("https://example.com:0/", "port 0")]
    [InlineData("https://example.com:22/", "port 22")]
    [InlineData("https://example.com:25/", "port 25")]
    [InlineData("https://example.com:6379/", "port 6379")]
    [InlineData("https://example.com:5432/", "port 5432")]
    [InlineData("https://example.com:70000/", "must be a URL")]
    public void TryParse_NotPublicOrNotPlain_IsRefused(string? text, string expected)
    {
        Assert.False(DestinationUrl.TryParse(text, OutboundPolicy.Default, out var url, out var problem));
        Assert.Null(url);
        Assert.Contains(expected, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_AllowedPorts_AreTheOnlyOnes()
    {
        var policy = new OutboundPolicy { AllowedPorts = PortRules.Parse("443, 9000-9100,25")! };

        Assert.True(DestinationUrl.TryParse("https://example.com/", policy, out _, out _));
        Assert.True(DestinationUrl.TryParse("https://example.com:9050/", policy, out _, out _));
        Assert.True(DestinationUrl.TryParse("https://example.com:25/", policy, out _, out _));
        Assert.False(DestinationUrl.TryParse("https://example.com:8443/", policy, out _, out _));
    }

    [Fact]
    public void TryParse_TooLong_IsRefused()
    {
        Assert.True(DestinationUrl.TryParse($"https://example.com/{new string('a', DestinationUrl.MaxChars - 20)}", OutboundPolicy.Default, out _, out _));
        Assert.False(DestinationUrl.TryParse($"https://example.com/{new string('a', DestinationUrl.MaxChars - 19)}", OutboundPolicy.Default, out _, out _));
    }

    [Fact]
    public void TryParse_WhateverIsTaken_HasAHostThatIsDialledAsItIsWritten() => Prop.ForAll(
        Gen.ArrayOf(Gen.Elements("1", "27", "0", "x", "7f", ".", ".", "%", "a", "[", "]", ":", "::", "localhost", "@", "\\", "/", "?", "-", "_", "１", "e", "com")).ToArbitrary(),
        static pieces =>
        {
            var text = "https://" + string.Concat(pieces);
            if (DestinationUrl.TryParse(text, OutboundPolicy.Default, out var url, out _))
            {
                var host = url.IdnHost;
                Assert.StartsWith($"https://{(host.Contains(':', StringComparison.Ordinal) ? "[" : host)}", text, StringComparison.OrdinalIgnoreCase);
                Assert.True(!IPAddress.TryParse(host, out var address) || AddressRules.Refusal(address, []) is null, text);
                Assert.NotEqual("localhost", host.Split('.')[^1], StringComparer.OrdinalIgnoreCase);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Theory]
    [InlineData("443", 1)]
    [InlineData("", 0)]
    [InlineData("1-65535", 1)]
    [InlineData("80,443,8000-8100", 3)]
    [InlineData("0", null)]
    [InlineData("65536", null)]
    [InlineData("9-8", null)]
    [InlineData("-5", null)]
    [InlineData("http", null)]
    [InlineData("1-2-3", null)]
    public void ParsePorts_ReadsAllOrNothing(string text, int? expected) => Assert.Equal(expected, PortRules.Parse(text)?.Count);
}
