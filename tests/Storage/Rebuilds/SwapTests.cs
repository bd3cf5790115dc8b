using Npgsql;
using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Rebuilds;
using Signalbox.Streams;
using Signalbox.Tests.Storage.Projections;

namespace Signalbox.Tests.Storage.Rebuilds;

/// <summary>Commits, answers of the provider and readers go on through the swap, on the connections and with the statements that they have.</summary>
public sealed class SwapTests : RebuildFixture
{
    [Theory]
    [InlineData(1)]
    public async Task LiveTrafficThroughTheSwap_TheRowsAreThoseOfTheWholeJournal(int seed)
    {
        var (first, later) = (History(seed, 0, 400), History(seed, 400, 3_000));
        Append(first);
        await ApplyAsync();
        await Database.ExecuteAsync("UPDATE customers SET email = 'damaged', as_of = as_of + interval '1 year'; UPDATE messages SET opens = 99; DELETE FROM users");
        using var stop = new CancellationTokenSource();
        var reader = ReadAsync(stop.Token);
        var writer = Task.Run(async () =>
        {
            foreach (var batch in later.Chunk(30))
            {
                Append(batch);
                await ApplyAsync();
            }
        });

        var states = new List<RebuildState>();
        do
        {
            states.Add(await ToTheEndAsync());
        }
        while (!writer.IsCompleted);

        await writer;
        await stop.CancelAsync();
        Assert.True(await reader > 0);
        Assert.All(states, static s => Assert.Equal((RebuildState.Done, null), (s.State, s.Fault)));

        // What was damaged, and written while the damaged row was still live, is right only once a rebuild has read all of it.
        var truth = new WholeJournal();
        await truth.InitializeAsync();
        try
        {
            Assert.Equal(await truth.ShowAsync([.. first, .. later]), await DigestsAsync());
        }
        finally
        {
            await truth.DisposeAsync();
        }

        Assert.Empty(await LeftAsync());
    }

    [Fact]
    public async Task AnswersOfTheProviderThroughTheSwap_NoneIsLost()
    {
        Append(History(3, 0, 200));
        await ApplyAsync();
        var answers = new Dictionary<string, string>();
        using var stop = new CancellationTokenSource();
        var keeper = Task.Run(async () =>
        {
            for (var n = 0; !stop.IsCancellationRequested; n++)
            {
                var id = $"cus_{n % 9}";
                var key = new ObjectKey(ProjectionTable.Customers, id);
                var noted = await Objects.RevisionsAsync("stripe", [key], default);
                var json = $$"""{"id":"{{id}}","object":"customer","email":"answer-{{n}}@example.com"}""";
                var observed = StripeProjection.Instance.Observe("stripe", System.Text.Encoding.UTF8.GetBytes(json), 1_800_000_000 + n)!;
                if ((await Objects.KeepAsync([new ObservedRow(observed, noted.TryGetValue(key, out var revision) ? revision.Number : 0)], default)).Count > 0)
                {
                    answers[id] = $"{id} answer-{n}@example.com";
                }
            }
        });

        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(RebuildState.Done, (await ToTheEndAsync()).State);
        }

        await stop.CancelAsync();
        await keeper;

        Assert.Equal(answers.Values.Order(StringComparer.Ordinal), await Database.ListAsync("SELECT id || ' ' || email FROM customers WHERE NOT provisional ORDER BY id"));
        Assert.Equal(9, answers.Count);
    }

    [Fact]
    public async Task SomebodyReadsForLong_TheSwapWaits_AndOthersGoFirst()
    {
        Append(History(4, 0, 100));
        await ApplyAsync();
        await Store.StartAsync(dryRun: false, default);
        await using (var connection = await Database.DataSource.OpenConnectionAsync())
        await using (await connection.BeginTransactionAsync())
        {
            await using var command = new NpgsqlCommand("SELECT count(*) FROM payments", connection);
            await command.ExecuteScalarAsync();
            await Runner.LookAsync(default);

            var waiting = (await Store.ListAsync(null, 1, default))[0];
            Assert.Equal((RebuildState.Running, "swap"), (waiting.State, waiting.Step));
            Assert.Contains("55P03", waiting.Fault, StringComparison.Ordinal);
        }

        Assert.Equal(RebuildState.Done, (await ToTheEndAsync(start: false)).State);
    }

    private static List<JournalEntry> History(int seed, int from, int events)
    {
        var facts = FactHistory.Of(new Random(seed), from + events).Skip(from);
        return [.. StripeHistory(new Random(seed + from), events, from).Zip(facts, static (a, b) => new[] { a, b }).SelectMany(static e => e)];
    }

    private async Task<RebuildState> ToTheEndAsync(bool start = true)
    {
        var id = start ? (await Store.StartAsync(dryRun: false, default))!.Id : (await Store.ListAsync(null, 1, default))[0].Id;
        for (var looks = 0; ; looks++)
        {
            Assert.True(looks < 500, $"It does not end: {(await Store.FindAsync(id, default))!.Fault}");
            await Runner.LookAsync(default);
            var state = (await Store.FindAsync(id, default))!;
            if (state.State != RebuildState.Running)
            {
                return state;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>Reads a view and a table with prepared statements; no row that was there is ever missing.</summary>
    private async Task<int> ReadAsync(CancellationToken stop)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync(CancellationToken.None);
        await using var view = new NpgsqlCommand("SELECT count(*) FROM payments WHERE amount IS NOT NULL", connection);
        await using var table = new NpgsqlCommand("SELECT count(*) FROM message_events", connection);
        await view.PrepareAsync(CancellationToken.None);
        await table.PrepareAsync(CancellationToken.None);
        var (reads, most) = (0, 0L);
        while (!stop.IsCancellationRequested)
        {
            Assert.True((long)(await view.ExecuteScalarAsync(CancellationToken.None))! > 0);
            var rows = (long)(await table.ExecuteScalarAsync(CancellationToken.None))!;
            Assert.True(rows >= most, $"There were {most} events of messages, and then {rows}.");
            (reads, most) = (reads + 1, rows);
        }

        return reads;
    }

    /// <summary>A database of its own, where the same events were applied and nothing else happened.</summary>
    private sealed class WholeJournal : RebuildFixture
    {
        internal async Task<Dictionary<string, string>> ShowAsync(IReadOnlyList<JournalEntry> events)
        {
            Append(events);
            await ApplyAsync();
            return await DigestsAsync();
        }
    }
}
