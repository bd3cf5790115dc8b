using System.Net;
using System.Net.Sockets;
using Signalbox.Deliveries;
using Signalbox.Providers.Outbound;

namespace Signalbox.Tests.Unit.Deliveries.Sending;

/// <summary>Nobody reaches by a URL, or by what a name says today, what this process alone can reach.</summary>
public sealed class DeliveryAddressTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private static readonly OutboundPolicy OnlyOne = new() { AllowHttp = true, AllowedNetworks = [IPNetwork.Parse("127.0.0.1/32")] };

    public static TheoryData<string> RefusedAddresses =>
    [
        "0.0.0.0", "10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.8.8.8", "168.63.129.16", "169.254.169.254", "172.16.0.1", "192.0.0.1", "192.0.2.1",
        "192.168.1.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001::1", "2001:20::1", "2001:db8::1", "2002:7f00:1::1", "3fff::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1",
    ];

    [Theory]
    [MemberData(nameof(RefusedAddresses))]
    public async Task RefusedAddress_OfANameOrLiteral_IsNotDialled(string address)
    {
        using var sending = new SendingRig(new OutboundPolicy { AllowHttp = true }, new FakeResolver([address]));
        var host = address.Contains(':', StringComparison.Ordinal) ? $"[{address}]" : address;

        foreach (var url in (string[])["https://receiver.example/hook", "http://receiver.example:8080/hook", $"https://{host}/hook"])
        {
            var outcome = await sending.SendAsync(new Uri(url));
            Assert.Equal((AttemptResult.AddressRefused, (int?)null), (outcome.Result, outcome.Status));
            Assert.Contains("AllowedNetworks", outcome.Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://127.1")]
    [InlineData("http://2130706433")]
    [InlineData("http://0x7f000001")]
    [InlineData("http://0177.0.0.1")]
    [InlineData("http://127.0.0.1.")]
    [InlineData("http://localhost")]
    [InlineData("http://localhost.")]
    [InlineData("http://[::ffff:127.0.0.1]")]
    [InlineData("http://[::1]")]
    public async Task OddSpellingOfThisMachine_ReachesNobody(string origin)
    {
        await using var receiver = new RawReceiver(static (socket, stop) => RawReceiver.WriteAsync(socket, Ok, stop));
        using var sending = new SendingRig(new OutboundPolicy { AllowHttp = true });

        var outcome = await sending.SendAsync(new Uri($"{origin}:{receiver.Port}/hook"));

        // What no resolver takes for a name or a number is not found.
        Assert.True(outcome.Result is AttemptResult.AddressRefused or AttemptResult.Dns, $"{outcome.Result}: {outcome.Error}");
        Assert.Equal(0, receiver.Connections);
    }

    [Fact]
    public async Task Name_WithARefusedAndAnAllowedAddress_IsSentToTheAllowedOne()
    {
        await using var receiver = new RawReceiver(static (socket, stop) => RawReceiver.WriteAsync(socket, Ok, stop));
        await using var other = new RawReceiver(static (socket, stop) => RawReceiver.WriteAsync(socket, Ok, stop), "127.0.0.2", receiver.Port);
        using var sending = new SendingRig(OnlyOne, new FakeResolver(["127.0.0.2", "10.0.0.1", "127.0.0.1"]));

        Assert.True((await sending.SendAsync(new Uri($"http://receiver.example:{receiver.Port}/hook"))).IsDelivered);
        Assert.Equal((1, 0), (receiver.Connections, other.Connections));
    }

    [Fact]
    public async Task Name_WhoseFirstAddressDoesNotAnswer_IsSentToTheNext()
    {
        await using var receiver = new RawReceiver(static (socket, stop) => RawReceiver.WriteAsync(socket, Ok, stop));
        using var sending = new SendingRig(resolver: new FakeResolver(["127.0.0.3", "127.0.0.2", "127.0.0.1"]));

        Assert.True((await sending.SendAsync(new Uri($"http://receiver.example:{receiver.Port}/hook"))).IsDelivered);
    }

    [Fact]
    public async Task Name_ThatWasPublicWhenItWasChecked_IsJudgedAgainWhenItIsDialled()
    {
        await using var receiver = new RawReceiver(static (socket, stop) => RawReceiver.WriteAsync(socket, Ok, stop));
        var policy = new OutboundPolicy { AllowHttp = true };
        var resolver = new FakeResolver(["93.184.216.34"], ["127.0.0.1"]);
        using var sending = new SendingRig(policy, resolver);
        var text = $"http://rebinding.example:{receiver.Port}/hook";
        Assert.True(DestinationUrl.TryParse(text, policy, out var url, out _));
        var atTheCheck = await resolver.ResolveAsync(url.Host, TestContext.Current.CancellationToken);
        Assert.Null(AddressRules.Refusal(atTheCheck[0], []));

        var outcome = await sending.SendAsync(url);

        Assert.Equal(AttemptResult.AddressRefused, outcome.Result);
        Assert.Contains("127.0.0.1 is loopback (RFC 1122)", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(0, receiver.Connections);
    }

    [Fact]
    public async Task Name_IsResolvedOnceForAConnection_SoThatTheAddressJudgedIsTheOneDialled()
    {
        await using var receiver = new RawReceiver(static (socket, stop) => RawReceiver.WriteAsync(socket, Ok, stop));
        await using var other = new RawReceiver(static (socket, stop) => RawReceiver.WriteAsync(socket, Ok, stop), "127.0.0.2", receiver.Port);
        var resolver = new FakeResolver(["127.0.0.1"], ["127.0.0.2"]);
        using var sending = new SendingRig(OnlyOne, resolver);
        var url = new Uri($"http://rebinding.example:{receiver.Port}/hook");

        // The first answer is allowed, and the connection that it leads to is closed behind the answer: the second is asked for anew.
        Assert.True((await sending.SendAsync(url)).IsDelivered);
        Assert.Equal(1, resolver.Asked);
        Assert.Equal(AttemptResult.AddressRefused, (await sending.SendAsync(url)).Result);
        Assert.Equal(2, resolver.Asked);
        Assert.Equal((1, 0), (receiver.Connections, other.Connections));
    }

    [Fact]
    public async Task Name_WithoutAddress_IsDns()
    {
        using var sending = new SendingRig(resolver: new FakeResolver([[]]));

        var outcome = await sending.SendAsync(new Uri("https://no-such.example/hook?token=not-for-the-log"));

        Assert.Equal(AttemptResult.Dns, outcome.Result);
        Assert.Equal("The name no-such.example has no address (HostNotFound).", outcome.Error);
    }

    [Fact]
    public async Task SystemResolver_KnowsThisMachineAndNoOther()
    {
        using var resolver = new SystemNameResolver();
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        Assert.All(await resolver.ResolveAsync("localhost", TestContext.Current.CancellationToken), static address => Assert.True(IPAddress.IsLoopback(address)));
        await Assert.ThrowsAsync<SocketException>(() => resolver.ResolveAsync("no-such-host.invalid", TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resolver.ResolveAsync("localhost", stopped.Token));
    }

    [Fact]
    public async Task Port_OfAnotherProtocol_IsNotDialled()
    {
        using var sending = new SendingRig(resolver: new FakeResolver(["127.0.0.1"]));

        var outcome = await sending.SendAsync(new Uri("http://receiver.example:6379/"));

        Assert.Equal(AttemptResult.AddressRefused, outcome.Result);
        Assert.Contains("Port 6379", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_ThatIsNotAmongTheAllowed_IsNotDialled()
    {
        await using var receiver = new RawReceiver(static (socket, stop) => RawReceiver.WriteAsync(socket, Ok, stop));
        using var sending = new SendingRig(SendingRig.Local with { AllowedPorts = [new PortRange(443, 443)] });

        Assert.Equal(AttemptResult.AddressRefused, (await sending.SendAsync(receiver.Url)).Result);
        Assert.Equal(0, receiver.Connections);
    }
}
