using System.Text;
using System.Threading.Channels;
using Signalbox.Access;
using Signalbox.Feed;

namespace Signalbox.Tests.Unit.Feed;

/// <summary>A feed that has what a test writes into it, for one reader at a time, and one read token.</summary>
internal sealed class FakeFeed : IFeed, IReadTokens
{
    internal const string Token = "sbt_not_a_real_token";

    private Channel<FeedBatch> _batches = Channel.CreateUnbounded<FeedBatch>();
    private Action _revoke = static () => { };

    /// <summary>What the last reader asked for.</summary>
    internal (FeedStart Start, FeedFilter Filter)? Asked { get; private set; }

    /// <summary>What the next one is answered, instead of a reader.</summary>
    internal FeedOpening? Refusal { get; set; }

    internal static FeedEvent Event(long seq, string type = "customer.updated", string? body = null, string? tenant = null) => new(
        seq, seq + 1_000, $"evt_{seq}", type, "stripe", "stripe/customer/cus_1", seq, tenant, 1_700_000_000, DateTimeOffset.UnixEpoch.AddSeconds(1_700_000_001), "application/json",
        Encoding.UTF8.GetBytes(body ?? "{}"));

    /// <summary>Gives the reader this.</summary>
    internal void Write(params FeedEvent[] events) => _batches.Writer.TryWrite(new FeedBatch(events));

    /// <summary>Ends the reader's feed.</summary>
    internal void End(FeedEnd end) => _batches.Writer.TryWrite(new FeedBatch([], end));

    /// <summary>Revokes the token.</summary>
    internal void Revoke() => _revoke();

    public Task<FeedOpening> OpenAsync(FeedStart start, FeedFilter filter, CancellationToken cancellationToken)
    {
        Asked = (start, filter);
        if (Refusal is { } refusal)
        {
            Refusal = null;
            return Task.FromResult(refusal);
        }

        return Task.FromResult<FeedOpening>(new FeedOpening.Opened(new Reader(this)));
    }

    public Task<(string Token, ReadTokenView View)> CreateAsync(string tenant, TimeSpan lifetime, string description, CancellationToken cancellationToken) =>
        Task.FromResult((Token, ViewOf(tenant, lifetime, description)));

    public Task<(IReadOnlyList<ReadTokenView> Tokens, long? Next)> ListAsync(string? tenant, long? before, int limit, CancellationToken cancellationToken) =>
        Task.FromResult<(IReadOnlyList<ReadTokenView>, long?)>(([ViewOf(tenant ?? "acme", TimeSpan.FromHours(1), "")], before is null ? 7 : null));

    public Task<ReadTokenView?> RevokeAsync(string id, CancellationToken cancellationToken) =>
        Task.FromResult(id == "rt_1" ? ViewOf("acme", TimeSpan.FromHours(1), "") : null);

    public Task<ReadToken?> FindAsync(string presented, CancellationToken cancellationToken) =>
        Task.FromResult(presented == Token ? new ReadToken("rt_1", "acme", DateTimeOffset.MaxValue) : null);

    public ITokenWatch Watch(ReadToken token)
    {
        var watching = new Watching();
        _revoke = watching.End;
        return watching;
    }

    private static ReadTokenView ViewOf(string tenant, TimeSpan lifetime, string description) =>
        new("rt_1", tenant, description, DateTime.UnixEpoch, DateTime.UnixEpoch + lifetime);

    private sealed class Watching : ITokenWatch
    {
        private readonly CancellationTokenSource _ended = new();

        public CancellationToken Ended => _ended.Token;

        public void Dispose() => _ended.Dispose();

        internal void End() => _ended.Cancel();
    }

    private sealed class Reader(FakeFeed feed) : IFeedReader
    {
        public long After { get; private set; } = 40;

        public async ValueTask<FeedBatch> ReadAsync(CancellationToken cancellationToken)
        {
            var batch = await feed._batches.Reader.ReadAsync(cancellationToken);
            After = batch.Events.Count > 0 ? batch.Events[^1].Seq : After;
            return batch;
        }

        public void Dispose() => feed._batches = Channel.CreateUnbounded<FeedBatch>();
    }
}
