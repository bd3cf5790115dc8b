using System.Net;
using Microsoft.Extensions.Options;
using Signalbox.Ingress;

namespace Signalbox.Tests.Unit.Ingress;

/// <summary>What one source and one address may take of what all share.</summary>
public sealed class LimitTests
{
    private static readonly IPAddress Sender = IPAddress.Parse("203.0.113.9");
    private static readonly IPAddress Other = IPAddress.Parse("198.51.100.1");
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch + TimeSpan.FromDays(20_000);

    [Fact]
    public void Body_OfAFloodedSource_LeavesRoomForOthers()
    {
        var budget = new BodyBudget();
        using var flooded = new SourceShare(new LimitOptions());
        using var other = new SourceShare(new LimitOptions());
        var taken = 0;
        while (budget.TryTake(flooded, 1 << 20))
        {
            taken++;
        }

        Assert.Equal(BodyBudget.BusyBytes >> 20, taken);
        Assert.True(budget.TryTake(other, 1 << 20));

        // What the refused one had asked for is given back.
        for (var i = 0; i < taken; i++)
        {
            budget.GiveBack(flooded, 1 << 20);
        }

        budget.GiveBack(other, 1 << 20);
        Assert.True(budget.TryTake(flooded, BodyBudget.BusyBytes));
    }

    [Fact]
    public void Waiting_OfAFloodedSource_LeavesRoomForOthers()
    {
        var limits = new LimitOptions { SourceWaitingEvents = 3, SourceWaitingBytes = 100 };
        using var flooded = new SourceShare(limits);
        using var other = new SourceShare(limits);

        Assert.True(flooded.TryEnter(1, 10));
        Assert.True(flooded.TryEnter(2, 10));
        Assert.False(flooded.TryEnter(1, 10));
        Assert.True(other.TryEnter(1, 10));
        flooded.Leave(1, 10);
        Assert.True(flooded.TryEnter(1, 10));
        Assert.False(other.TryEnter(1, 100));

        // One that is larger than the share gets in when nothing else waits, or it never would.
        other.Leave(1, 10);
        Assert.True(other.TryEnter(50, 1000));
        Assert.False(other.TryEnter(1, 1));
    }

    [Fact]
    public void Address_IsLimited_AndAnotherIsNot()
    {
        using var limits = new AddressLimits(burst: 3, perSecond: 1, limitsPrivate: false);
        Assert.All(Enumerable.Range(0, 3), _ => Assert.True(limits.TryTake(Sender)));

        Assert.False(limits.TryTake(Sender));
        Assert.False(limits.TryTake(Sender.MapToIPv6()));
        Assert.True(limits.TryTake(Other));
    }

    [Fact]
    public void Address_OfAPrivateNetwork_IsNotLimitedUnlessItIsSaid()
    {
        using var limits = new AddressLimits(burst: 1, perSecond: 1, limitsPrivate: false);
        using var strict = new AddressLimits(burst: 1, perSecond: 1, limitsPrivate: true);
        foreach (var address in (string[])["127.0.0.1", "::1", "10.1.2.3", "::ffff:192.168.1.1", "fd00::1"])
        {
            Assert.True(limits.TryTake(IPAddress.Parse(address)) && limits.TryTake(IPAddress.Parse(address)));
        }

        Assert.True(strict.TryTake(IPAddress.Loopback));
        Assert.False(strict.TryTake(IPAddress.Loopback));
    }

    [Fact]
    public void Address_OfOneIpv6Network_IsOneSender()
    {
        using var limits = new AddressLimits(burst: 1, perSecond: 1, limitsPrivate: false);

        Assert.True(limits.TryTake(IPAddress.Parse("2001:db8:1:2::1")));
        Assert.False(limits.TryTake(IPAddress.Parse("2001:db8:1:2:ffff::1")));
    }

    [Fact]
    public void Refusal_CostsMoreThanWhatIsAccepted()
    {
        using var clients = new ClientLimits(Options.Create(new LimitOptions { AddressBurst = 40, AddressRequestsPerSecond = 1, RefusedCost = 20 }));
        for (var i = 0; i < 2; i++)
        {
            Assert.True(clients.TryTakeRequest(Sender));
            clients.ChargeRefusal(Sender);
        }

        Assert.False(clients.TryTakeRequest(Sender));
        Assert.True(clients.TryTakeRequest(Other));
    }

    [Fact]
    public void FailedKeys_AreLimited()
    {
        using var clients = new ClientLimits(Options.Create(new LimitOptions { FailedKeys = 2 }));
        clients.ChargeFailedKey(Sender);
        Assert.True(clients.MayTryKey(Sender));
        clients.ChargeFailedKey(Sender);

        Assert.False(clients.MayTryKey(Sender));
        Assert.True(clients.MayTryKey(Other));
    }

    [Fact]
    public void Log_OfOneSecond_IsBoundedAndToldLater()
    {
        using var share = new SourceShare(new LimitOptions { LoggedRefusals = 2 });
        var logged = Enumerable.Range(0, 10).Count(_ => share.MayLog(Now, out var none) && none == 0);

        Assert.Equal(2, logged);
        Assert.True(share.MayLog(Now + TimeSpan.FromSeconds(1), out var unlogged));
        Assert.Equal(8, unlogged);
    }

    [Fact]
    public void Sample_IsTakenOnceASecond()
    {
        using var share = new SourceShare(new LimitOptions());

        Assert.True(share.MaySample(Now));
        Assert.False(share.MaySample(Now + TimeSpan.FromMilliseconds(999)));
        Assert.True(share.MaySample(Now + TimeSpan.FromSeconds(1)));
    }

    [Theory]
    [InlineData("203.0.113.0/24", "203.0.113.9", true)]
    [InlineData("203.0.113.0/24", "::ffff:203.0.113.9", true)]
    [InlineData("203.0.113.0/24", "203.0.114.9", false)]
    [InlineData("203.0.113.9", "203.0.113.9", true)]
    [InlineData("::ffff:203.0.113.9", "203.0.113.9", true)]
    [InlineData("::ffff:203.0.113.9", "::ffff:203.0.113.9", true)]
    [InlineData("::ffff:203.0.113.0/120", "203.0.113.9", true)]
    [InlineData("::ffff:203.0.113.0/120", "203.0.114.9", false)]
    [InlineData("2001:db8::/32", "2001:db8::1", true)]
    [InlineData("2001:db8::/32", "203.0.113.9", false)]
    public void AllowList_AdmitsItsNetworks(string network, string address, bool expected)
    {
        Assert.True(AllowList.TryParse(network, out var parsed));
        Assert.Equal(expected, AllowList.Admits([parsed], IPAddress.Parse(address)));
        Assert.True(AllowList.Admits([], IPAddress.Parse(address)));
        Assert.False(AllowList.Admits([parsed], null));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.1")]
    [InlineData("203.0.113.0/33")]
    [InlineData("203.0.113.9/24")]
    [InlineData("example.com")]
    [InlineData(null)]
    public void AllowList_RefusesWhatIsNoNetwork(string? text) => Assert.False(AllowList.TryParse(text, out _));
}
