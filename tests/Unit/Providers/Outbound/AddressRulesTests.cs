using System.Net;
using FsCheck;
using FsCheck.Fluent;
using Signalbox.Providers.Outbound;

namespace Signalbox.Tests.Unit.Providers.Outbound;

public sealed class AddressRulesTests
{
    [Theory]
    [InlineData("0.0.0.0", "this network")]
    [InlineData("0.1.2.3", "this network")]
    [InlineData("10.0.0.1", "private")]
    [InlineData("10.255.255.255", "private")]
    [InlineData("100.64.0.0", "carrier")]
    [InlineData("100.127.255.255", "carrier")]
    [InlineData("100.100.100.200", "cloud metadata")]
    [InlineData("127.0.0.1", "loopback")]
    [InlineData("127.255.255.254", "loopback")]
    [InlineData("168.63.129.16", "cloud metadata")]
    [InlineData("169.254.0.1", "link-local")]
    [InlineData("169.254.169.254", "cloud metadata")]
    [InlineData("169.254.170.2", "container credentials")]
    [InlineData("172.16.0.1", "private")]
    [InlineData("172.31.255.255", "private")]
    [InlineData("192.0.0.1", "IETF")]
    [InlineData("192.0.0.192", "cloud metadata")]
    [InlineData("192.0.2.1", "documentation")]
    [InlineData("192.88.99.1", "6to4 relays")]
    [InlineData("192.168.0.1", "private")]
    [InlineData("192.168.255.255", "private")]
    [InlineData("198.18.0.1", "benchmarks")]
    [InlineData("198.19.255.255", "benchmarks")]
    [InlineData("198.51.100.7", "documentation")]
    [InlineData("203.0.113.7", "documentation")]
    [InlineData("224.0.0.1", "multicast")]
    [InlineData("239.255.255.255", "multicast")]
    [InlineData("240.0.0.1", "reserved")]
    [InlineData("255.255.255.255", "broadcast")]
    [InlineData("::", "unspecified")]
    [InlineData("::1", "loopback")]
    [InlineData("::8.8.8.8", "IPv4-compatible")]
    [InlineData("::ffff:10.0.0.1", "private")]
    [InlineData("::ffff:127.0.0.1", "loopback")]
    [InlineData("::ffff:169.254.169.254", "cloud metadata")]
    [InlineData("::ffff:0:8.8.8.8", "no part of IPv6")]
    [InlineData("64:ff9b::10.0.0.1", "through NAT64 private")]
    [InlineData("64:ff9b::169.254.169.254", "through NAT64 cloud metadata")]
    [InlineData("64:ff9b:1::8.8.8.8", "local translation")]
    [InlineData("64:ff9b:2::8.8.8.8", "no part of IPv6")]
    [InlineData("100::1", "discarding")]
    [InlineData("100:0:0:1::1", "dummy")]
    [InlineData("2001::1", "Teredo")]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2", "Teredo")]
    [InlineData("2001:1::1", "IETF")]
    [InlineData("2001:2::1", "benchmarks")]
    [InlineData("2001:10::1", "ORCHID")]
    [InlineData("2001:2f::1", "ORCHIDv2")]
    [InlineData("2001:30::1", "drones")]
    [InlineData("2001:db8::1", "documentation")]
    [InlineData("3fff::1", "documentation")]
    [InlineData("3fff:fff:ffff::1", "documentation")]
    [InlineData("2002:0a00:0001::1", "through 6to4 private")]
    [InlineData("2002:7f00:0001::", "through 6to4 loopback")]
    [InlineData("2002:a9fe:a9fe::1", "through 6to4 cloud metadata")]
    [InlineData("4000::1", "no part of IPv6")]
    [InlineData("5f00::1", "segment routing")]
    [InlineData("fc00::1", "unique local")]
    [InlineData("fd12:3456::1", "unique local")]
    [InlineData("fd00:ec2::254", "cloud metadata")]
    [InlineData("fd20:ce::254", "cloud metadata")]
    [InlineData("fd00:42::42", "cloud metadata")]
    [InlineData("fe80::1", "link-local")]
    [InlineData("fe80::1%1", "link-local")]
    [InlineData("fec0::1", "site-local")]
    [InlineData("ff02::1", "multicast")]
    [InlineData("ff0e::1", "multicast")]
    public void Refusal_NotPublic_SaysWhatItIs(string address, string rule)
    {
        var refusal = AddressRules.Refusal(IPAddress.Parse(address), []);

        Assert.NotNull(refusal);
        Assert.Contains(rule, refusal.Rule, StringComparison.Ordinal);
        Assert.Equal($"{IPAddress.Parse(address)} is {refusal.Rule}", refusal.ToString());
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("9.255.255.255")]
    [InlineData("11.0.0.0")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("126.255.255.255")]
    [InlineData("128.0.0.0")]
    [InlineData("169.253.255.255")]
    [InlineData("169.255.0.0")]
    [InlineData("172.15.255.255")]
    [InlineData("172.32.0.0")]
    [InlineData("192.0.1.0")]
    [InlineData("192.167.255.255")]
    [InlineData("192.169.0.0")]
    [InlineData("198.17.255.255")]
    [InlineData("198.20.0.0")]
    [InlineData("223.255.255.255")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2001:200::1")]
    [InlineData("2001:4860:4860::8888")]
    [InlineData("2002:0808:0808::1")]
    [InlineData("2606:4700:4700::1111")]
    [InlineData("2a00:1450:4001:80e::200e")]
    [InlineData("3ffe::1")]
    public void Refusal_Public_IsNone(string address) => Assert.Null(AddressRules.Refusal(IPAddress.Parse(address), []));

    [Theory]
    [InlineData("10.1.2.3", "10.1.0.0/16", true)]
    [InlineData("10.2.2.3", "10.1.0.0/16", false)]
    [InlineData("::ffff:10.1.2.3", "10.1.0.0/16", true)]
    [InlineData("10.1.2.3", "::ffff:10.1.0.0/112", true)]
    [InlineData("64:ff9b::10.1.2.3", "10.1.0.0/16", true)]
    [InlineData("64:ff9b::10.1.2.3", "64:ff9b::/96", true)]
    [InlineData("fd00::1", "fd00::/8", true)]
    [InlineData("fe80::1%3", "fe80::/10", true)]
    [InlineData("127.0.0.1", "0.0.0.0/0", true)]
    [InlineData("::1", "0.0.0.0/0", false)]
    [InlineData("169.254.169.254", "0.0.0.0/0", false)]
    [InlineData("169.254.169.254", "169.254.0.0/16", false)]
    [InlineData("169.254.169.254", "169.254.169.254/32", true)]
    [InlineData("::ffff:169.254.169.254", "169.254.169.254/32", true)]
    [InlineData("64:ff9b::169.254.169.254", "64:ff9b::/96", false)]
    [InlineData("fd00:ec2::254", "fd00::/8", false)]
    [InlineData("fd00:ec2::254", "fd00:ec2::254/128", true)]
    public void Refusal_AllowedNetwork_WinsButForCredentialsThatItDoesNotName(string address, string network, bool isAllowed) =>
        Assert.Equal(isAllowed, AddressRules.Refusal(IPAddress.Parse(address), [IPNetwork.Parse(network)]) is null);

    [Fact]
    public void Refusal_OfIPv4_IsTheSameInEveryFormThatCarriesIt() => Prop.ForAll(
        ArbMap.Default.ArbFor<uint>(),
        static number =>
        {
            byte[] v4 = [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number];
            var isRefused = AddressRules.Refusal(new IPAddress(v4), []) is not null;
            byte[][] carried =
            [
                [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, .. v4],
                [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. v4],
                [0x20, 0x02, .. v4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
            ];
            Assert.All(carried, bytes => Assert.Equal(isRefused, AddressRules.Refusal(new IPAddress(bytes), []) is not null));
        }).QuickCheckThrowOnFailure();
}
