using Signalbox.Projections;
using Signalbox.Reads;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Reads;

/// <summary>Which of the rows that stayed provisional are tried next: none that fails, and no table, hides the others.</summary>
public sealed class SettlingBacklogTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly SortedSet<string> _customers = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _products = new(StringComparer.Ordinal);
    private readonly SettlingBacklog _backlog;

    public SettlingBacklogTests() => _backlog = new SettlingBacklog(FindAsync, _time, pageSize: 3);

    [Fact]
    public async Task RowsThatFail_WaitLongerAndLonger_AndTheOthersAreTried()
    {
        Add(_customers, 10);
        var tries = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var seconds = 0; seconds < 3_600; seconds += 10)
        {
            foreach (var id in await LookAsync(2, static id => id is "c00" or "c01" ? ReadOutcome.Failed : ReadOutcome.Confirmed))
            {
                tries[id] = tries.GetValueOrDefault(id) + 1;
            }

            _time.Advance(TimeSpan.FromSeconds(10));
        }

        Assert.Equal(["c00", "c01"], _customers);
        Assert.All(tries.Where(static t => t.Key is not ("c00" or "c01")), static t => Assert.Equal(1, t.Value));
        Assert.InRange(tries["c00"], 8, 10);
        Assert.InRange(tries["c01"], 8, 10);
    }

    [Fact]
    public async Task Refusal_TheNextLookGoesOnBehindTheLastRowTried()
    {
        Add(_customers, 6);

        // One probe a look.
        var tried = new List<string>();
        for (var look = 0; look < 6; look++)
        {
            var probes = 1;
            await LookAsync(100, id =>
            {
                if (probes-- <= 0)
                {
                    return ReadOutcome.Refused;
                }

                tried.Add(id);
                return ReadOutcome.Failed;
            });
        }

        Assert.Equal(["c00", "c01", "c02", "c03", "c04", "c05"], tried);
        Assert.Empty(await LookAsync(100, static _ => ReadOutcome.Confirmed));
        _time.Advance(ReadBackoff.First);
        Assert.Equal(6, (await LookAsync(100, static _ => ReadOutcome.Confirmed)).Count);
    }

    [Fact]
    public async Task TableWhoseReadsAreRefused_DoesNotKeepAnotherFromItsShare()
    {
        Add(_customers, 500);
        Add(_products, 5, "p");
        for (var look = 0; look < 30; look++)
        {
            await LookAsync(20, static id => id[0] == 'c' ? ReadOutcome.Refused : ReadOutcome.Confirmed);
        }

        Assert.Equal((500, 0), (_customers.Count, _products.Count));
    }

    [Fact]
    public async Task ManyThatWait_ArePassedOver()
    {
        Add(_customers, 200);
        await LookAllAsync(static _ => ReadOutcome.Unreadable);
        _customers.Add("d");
        Assert.Equal(["d"], await LookAllAsync(static _ => ReadOutcome.Confirmed));
    }

    [Fact]
    public void Backoff_IsBounded_AndForgetsWhatIsDueNext()
    {
        var backoff = new ReadBackoff();
        for (var i = 0; i <= ReadBackoff.Most; i++)
        {
            backoff.Failed(new ObjectKey(ProjectionTable.Customers, $"{i}"), _time.GetUtcNow() + TimeSpan.FromSeconds(i));
        }

        Assert.Equal(ReadBackoff.Most, backoff.Count);
        Assert.False(backoff.IsWaiting(new ObjectKey(ProjectionTable.Customers, "0"), _time.GetUtcNow()));
        Assert.True(backoff.IsWaiting(new ObjectKey(ProjectionTable.Customers, "1"), _time.GetUtcNow()));
    }

    [Fact]
    public void Backoff_DoublesUpToItsLongest()
    {
        var backoff = new ReadBackoff();
        var key = new ObjectKey(ProjectionTable.Customers, "1");
        var now = _time.GetUtcNow();
        foreach (var seconds in new[] { 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600 })
        {
            backoff.Failed(key, now);
            Assert.True(backoff.IsWaiting(key, now + TimeSpan.FromSeconds(seconds - 1)));
            Assert.False(backoff.IsWaiting(key, now + TimeSpan.FromSeconds(seconds)));
        }

        backoff.Forget(key);
        Assert.False(backoff.IsWaiting(key, now));
    }

    private static void Add(SortedSet<string> ids, int count, string prefix = "c")
    {
        for (var i = 0; i < count; i++)
        {
            ids.Add($"{prefix}{i:00}");
        }
    }

    private async Task<List<string>> LookAllAsync(Func<string, ReadOutcome> read)
    {
        var all = new List<string>();
        for (var look = 0; look < 50; look++)
        {
            all.AddRange(await LookAsync(20, read));
        }

        return all;
    }

    private async Task<List<string>> LookAsync(int most, Func<string, ReadOutcome> read)
    {
        var next = await _backlog.NextAsync(most, default);
        Assert.True(next.Count <= most);
        Assert.Equal(next.Count, next.Distinct().Count());
        var outcomes = next.ToDictionary(static n => n.Key, n => read(n.Key.Id));
        foreach (var (key, _) in outcomes.Where(static o => o.Value is ReadOutcome.Confirmed))
        {
            IdsOf(key.Table).Remove(key.Id);
        }

        _backlog.Settled(next, outcomes);
        return next.ConvertAll(static n => n.Key.Id);
    }

    private SortedSet<string> IdsOf(ProjectionTable table) => table switch
    {
        ProjectionTable.Customers => _customers,
        ProjectionTable.Products => _products,
        _ => [],
    };

    private Task<List<(ObjectKey Key, string Stream)>> FindAsync(ProjectionTable table, string after, int most, CancellationToken cancellationToken) => Task.FromResult(
        IdsOf(table).Where(id => string.CompareOrdinal(id, after) > 0).Take(most).Select(id => (new ObjectKey(table, id), $"stripe/customer/{id}")).ToList());
}
