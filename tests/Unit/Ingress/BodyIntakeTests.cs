using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Signalbox.Ingress;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Ingress;

/// <summary>Senders of bodies that do not come hold up nobody.</summary>
public sealed class BodyIntakeTests : IDisposable
{
    private const int MaxBytes = 1 << 20;
    private readonly ManualTimeProvider _time = new();
    private readonly ClientLimits _clients = new(Options.Create(new LimitOptions()));
    private readonly SourceShare _share = new(new LimitOptions());
    private readonly SourceShare _other = new(new LimitOptions());
    private readonly BodyIntake _bodies;

    public BodyIntakeTests() => _bodies = new BodyIntake(new BodyBudget(), _clients, Options.Create(new IngressOptions()), _time);

    public void Dispose()
    {
        _clients.Dispose();
        _share.Dispose();
        _other.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Body_ThatIsOnlyAnnounced_TakesNoRoom(bool isAnnounced)
    {
        var slow = Enumerable.Range(0, 1_000).Select(_ => NewRequest(IPAddress.Loopback, isAnnounced)).ToList();
        var waiting = slow.ConvertAll(s => ReadAsync(s.Request, _share));

        foreach (var share in (SourceShare[])[_share, _other])
        {
            Assert.Equal(2, await CompleteAsync(share));
        }

        Assert.All(waiting, static w => Assert.False(w.IsCompleted));

        _time.Advance(TimeSpan.FromSeconds(20));
        foreach (var one in waiting)
        {
            Assert.Equal((null, BodyFault.Slow), await one);
        }
    }

    [Fact]
    public async Task Body_ThatTrickles_HasOneDeadline()
    {
        var (request, sender) = NewRequest(IPAddress.Loopback);
        var reading = ReadAsync(request, _share);
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(6));
            await sender.WriteAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        Assert.False(reading.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal((null, BodyFault.Slow), await reading);
        Assert.Equal(0, _share.AddBody(0));
    }

    [Fact]
    public async Task Bytes_ThatHaveCome_TakeRoom_AndGiveItBack()
    {
        var (request, sender) = NewRequest(IPAddress.Loopback);
        var reading = ReadAsync(request, _share);
        await sender.WriteAsync(new byte[1000], TestContext.Current.CancellationToken);
        while (_share.AddBody(0) != 1000)
        {
            await Task.Yield();
        }

        await sender.CompleteAsync();
        Assert.Equal(1000, (await reading).Body!.Length);
        Assert.Equal(0, _share.AddBody(0));
    }

    [Fact]
    public async Task Bodies_OfOneAddress_AreLimited()
    {
        var sender = IPAddress.Parse("203.0.113.9");
        var first = NewRequest(sender);
        var waiting = new List<Task<(byte[]? Body, BodyFault Fault)>> { ReadAsync(first.Request, _share) };
        waiting.AddRange(Enumerable.Range(1, 63).Select(_ => ReadAsync(NewRequest(sender).Request, _share)));

        Assert.Equal((null, BodyFault.AddressFull), await ReadAsync(NewRequest(sender).Request, _share));
        var other = ReadAsync(NewRequest(IPAddress.Parse("198.51.100.1")).Request, _share);
        Assert.False(other.IsCompleted);

        await first.Sender.CompleteAsync();
        Assert.Empty((await waiting[0]).Body!);
        Assert.False(ReadAsync(NewRequest(sender).Request, _share).IsCompleted);
    }

    [Fact]
    public async Task Body_LargerThanItMayBe_IsRefused()
    {
        var (request, sender) = NewRequest(IPAddress.Loopback, isAnnounced: false);
        var reading = ReadAsync(request, _share);
        await sender.WriteAsync(new byte[MaxBytes + 1], TestContext.Current.CancellationToken);

        Assert.Equal((null, BodyFault.TooLarge), await reading);
        Assert.Equal(0, _share.AddBody(0));
    }

    private async Task<int> CompleteAsync(SourceShare share)
    {
        var (request, sender) = NewRequest(IPAddress.Loopback);
        await sender.WriteAsync("{}"u8.ToArray());
        await sender.CompleteAsync();
        return (await ReadAsync(request, share)).Body!.Length;
    }

    private Task<(byte[]? Body, BodyFault Fault)> ReadAsync(HttpContext request, SourceShare share) => _bodies.ReadAsync(request, share, MaxBytes).AsTask();

    private static (HttpContext Request, PipeWriter Sender) NewRequest(IPAddress address, bool isAnnounced = true)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 0));
        var context = new DefaultHttpContext();
        context.Connection.RemoteIpAddress = address;
        context.Request.ContentLength = isAnnounced ? MaxBytes : null;
        context.Features.Set<IRequestBodyPipeFeature>(new PipeBody(pipe.Reader));
        return (context, pipe.Writer);
    }

    private sealed record PipeBody(PipeReader Reader) : IRequestBodyPipeFeature;
}
