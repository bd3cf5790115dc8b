using System.Text;
using Signalbox.Journal;
using Signalbox.Messages;
using Signalbox.Postgres;
using Signalbox.Projections;
using Signalbox.Providers;
using Signalbox.Providers.Supabase;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Projections;

/// <summary>Facts end in the same rows in any order, any grouping and with any repeat, and only behind the fence of their stream.</summary>
public sealed class FactMergeTests : IAsyncLifetime
{
    private static readonly string[] Tables =
        ["users", "memberships", "sessions", "messages", "message_events", "suppressions", "social_posts", "social_accounts"];

    private TestDatabase _database = null!;
    private PostgresCommitStore _store = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new PostgresCommitStore(new HotConnections(_database.ConnectionString));
    }

    public async ValueTask DisposeAsync()
    {
        _store.Dispose();
        await _database.DisposeAsync();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task ShuffledRepeatedAndGroupedAnyhow_TheSameRowsAsInOrder(int seed)
    {
        var chance = new Random(seed);
        var history = FactHistory.Of(chance, 400);
        await ApplyAsync(history, history.Count, repeats: 0, chance);
        var expected = await RowsAsync();
        Assert.All(Tables, t => Assert.Contains($"{t}: {{", expected, StringComparison.Ordinal));

        for (var round = 0; round < 3; round++)
        {
            var shuffled = history.ToArray();
            chance.Shuffle(shuffled);
            await ApplyAsync(shuffled, 1 + chance.Next(40), repeats: 100, chance);

            Assert.True(expected == await RowsAsync(), $"Seed {seed}, round {round}: the rows differ from those in order.");
        }
    }

    [Fact]
    public async Task MessageStatus_AfterEachEventOfAnyOrder_NeverGoesBack()
    {
        var chance = new Random(11);
        var history = FactHistory.Of(chance, 300).Where(static e => e.Stream.Contains("/message/", StringComparison.Ordinal)).ToArray();
        chance.Shuffle(history);
        var ranks = new Dictionary<string, int>();
        await BeginAsync(history);
        foreach (var entry in Numbered(history))
        {
            Commit([(entry, entry.Version - 1)]);
            foreach (var row in await _database.ListAsync("SELECT account || '/' || id || ' ' || rank FROM messages"))
            {
                var (id, rank) = (row[..row.LastIndexOf(' ')], int.Parse(row[(row.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
                Assert.True(rank >= ranks.GetValueOrDefault(id), $"{id} went from {ranks.GetValueOrDefault(id)} to {rank}");
                ranks[id] = rank;
            }
        }

        Assert.NotEmpty(ranks);
    }

    [Fact]
    public async Task CursorElsewhere_NothingIsMerged()
    {
        var open = Open("sg_1", 1);
        await BeginAsync([open]);
        Commit([(open, 0)]);

        Assert.Empty(_store.Commit([new StreamCommit(open.Stream, 0, 1, []) { Facts = FactsOf(Open("sg_2", 1)) }]));

        Assert.Equal(1L, await _database.ScalarAsync("SELECT opens FROM messages"));
        Assert.Equal(["sg_1"], await _database.ListAsync("SELECT id FROM message_events"));
    }

    [Fact]
    public async Task ReplayedOpen_CountsOnce()
    {
        var (first, second) = (Open("sg_1", 1), Open("sg_2", 2));
        await BeginAsync([first, second]);
        Commit([(first, 0)]);
        Commit([(second, 1)]);

        _store.Commit([new StreamCommit(first.Stream, 2, 2, []) { Facts = [.. FactsOf(first), .. FactsOf(first), .. FactsOf(second)] }]);

        Assert.Equal(2L, await _database.ScalarAsync("SELECT opens FROM messages"));
    }

    [Fact]
    public async Task Replay_OfWhatTheRowsShow_WritesNothing()
    {
        var chance = new Random(3);
        var history = FactHistory.Of(chance, 400);
        await ApplyAsync(history, groupSize: 20, repeats: 0, chance);
        var before = await WholeRowsAsync();

        Replay(history, pageSize: 50);

        Assert.Equal(before, await WholeRowsAsync());
    }

    [Theory]
    [InlineData("DELETE FROM users; DELETE FROM messages; DELETE FROM suppressions; DELETE FROM social_posts")]
    [InlineData("DELETE FROM messages; DELETE FROM message_events")]
    [InlineData("UPDATE users SET first_name = 'damaged', raw = '{}'; UPDATE suppressions SET reason = 'damaged', deleted_at = NULL; UPDATE social_posts SET posts = '[]'")]
    [InlineData("UPDATE messages SET status = 'damaged', opens = 99, clicks = 0, recipient = NULL, sent_at = NULL, error_code = 'x', raw = '{}'")]
    [InlineData("UPDATE messages SET rank = 0, status = NULL, status_at = NULL, version = 1; UPDATE users SET sequence = 0, email = NULL")]
    public async Task Replay_OfWhatIsGoneOrDamaged_BringsItBack(string damage)
    {
        var chance = new Random(4);
        var history = FactHistory.Of(chance, 400);
        await ApplyAsync(history, groupSize: 20, repeats: 0, chance);
        var before = await RowsAsync();
        await _database.ExecuteAsync(damage);
        Assert.NotEqual(before, await RowsAsync());

        Replay(history, pageSize: 50);

        Assert.Equal(before, await RowsAsync());
        var whole = await WholeRowsAsync();
        Replay(history, pageSize: 7);
        Assert.Equal(whole, await WholeRowsAsync());
    }

    [Fact]
    public async Task Resubscription_OfTheSameMoment_TheStrongerReasonStays()
    {
        var entries = new[] { Group("sg_1", "group_unsubscribe", 1, 10), Group("sg_2", "group_resubscribe", 2, 10) };
        await BeginAsync(entries);
        Commit([(entries[1] with { Version = 1 }, 0)]);
        Commit([(entries[0] with { Version = 2 }, 1)]);
        Assert.Equal(["unsubscribe"], await _database.ListAsync("SELECT reason FROM suppressions WHERE deleted_at IS NULL"));

        Commit([(Group("sg_3", "group_resubscribe", 3, 11), 2)]);

        Assert.Empty(await _database.ListAsync("SELECT reason FROM suppressions WHERE deleted_at IS NULL"));
        Assert.Equal(SuppressionReasons.Resubscribe, await _database.ScalarAsync("SELECT reason FROM suppressions"));
    }

    [Fact]
    public async Task SupabaseRow_DeletedAndInsertedAgain_IsThere()
    {
        string[] bodies =
        [
            """{"type":"INSERT","table":"todos","schema":"public","record":{"id":7,"t":"a"},"old_record":null}""",
            """{"type":"DELETE","table":"todos","schema":"public","record":null,"old_record":{"id":7,"t":"a"}}""",
            """{"type":"INSERT","table":"todos","schema":"public","record":{"id":7,"t":"b"},"old_record":null}""",
        ];
        var entries = bodies.Select(static (b, i) => Entry("supabase/row/public.todos/7", $"s_{i}", "todos.x", i + 1, b)).ToArray();
        await BeginAsync(entries);
        Commit([(entries[0], 0)]);
        Commit([(entries[1], 1)]);
        Assert.Equal(1L, await _database.ScalarAsync("SELECT count(*) FROM supabase_rows WHERE deleted_at IS NOT NULL AND record IS NULL AND id = 'public.todos:7'"));

        Commit([(entries[2], 2)]);
        _store.Commit([new StreamCommit(entries[0].Stream, 3, 3, []) { Facts = SupabaseProjection.Instance.Facts(entries[1]) }]);

        Assert.Equal("b", await _database.ScalarAsync("SELECT record->>'t' FROM supabase_rows WHERE deleted_at IS NULL"));
    }

    private static JournalEntry Open(string id, long version) =>
        Entry("sendgrid/message/m1.filter1", id, "email.open", version, $$"""{"email":"u@example.com","event":"open","sg_event_id":"{{id}}","sg_message_id":"m1.filter1"}""");

    private static JournalEntry Group(string id, string name, long version, long second) =>
        Entry("sendgrid/message/m1.filter1", id, $"email.{name}", version, $$"""{"email":"u@example.com","event":"{{name}}","sg_event_id":"{{id}}","sg_message_id":"m1.filter1","asm_group_id":7}""") with { OccurredAt = second };

    private static JournalEntry Entry(string stream, string id, string type, long version, string body) =>
        new(stream, version, version, id, type, 1_700_000_000, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(body));

    private static IReadOnlyList<Fact> FactsOf(JournalEntry entry) => FactProjections.Of(StreamKey.Parse(entry.Stream).Account)!.Facts(entry);

    /// <summary>Versions by arrival.</summary>
    private static List<JournalEntry> Numbered(IEnumerable<JournalEntry> arrivals)
    {
        var versions = new Dictionary<string, long>();
        return [.. arrivals.Select(e => e with { Version = versions[e.Stream] = versions.GetValueOrDefault(e.Stream) + 1 })];
    }

    /// <summary>Applies them in groups of several streams, and now and then one again that is applied already.</summary>
    private async Task ApplyAsync(IReadOnlyList<JournalEntry> arrivals, int groupSize, int repeats, Random chance)
    {
        await BeginAsync(arrivals);
        var applied = new Dictionary<string, long>();
        var done = new List<JournalEntry>();
        foreach (var group in Numbered(arrivals).Chunk(groupSize))
        {
            var commits = group.GroupBy(static e => e.Stream)
                .Select(s => new StreamCommit(s.Key, applied.GetValueOrDefault(s.Key), s.Max(static e => e.Version), []) { Facts = [.. s.SelectMany(FactsOf)] })
                .ToList();
            Assert.Equal(commits.Count, _store.Commit(commits).Count);
            commits.ForEach(c => applied[c.Stream] = c.To);
            done.AddRange(group);
            for (var i = 0; i < repeats * group.Length / arrivals.Count; i++)
            {
                var again = done[chance.Next(done.Count)];
                var at = applied[again.Stream];
                Assert.Single(_store.Commit([new StreamCommit(again.Stream, at, at, []) { Facts = FactsOf(again) }]));
            }
        }
    }

    private void Commit(IEnumerable<(JournalEntry Entry, long From)> entries) => Assert.Single(
        _store.Commit([.. entries.Select(static e => new StreamCommit(e.Entry.Stream, e.From, e.Entry.Version, []) { Facts = FactsOf(e.Entry) })]));

    /// <summary>Has all of a history applied once more, as replays do, page by page.</summary>
    private void Replay(IReadOnlyList<JournalEntry> history, int pageSize)
    {
        var numbered = Numbered(history);
        var applied = numbered.GroupBy(static e => e.Stream).ToDictionary(static s => s.Key, static s => s.Max(static e => e.Version));
        foreach (var page in numbered.Chunk(pageSize))
        {
            foreach (var stream in page.GroupBy(static e => e.Stream))
            {
                var at = applied[stream.Key];
                Assert.Single(_store.Commit([new StreamCommit(stream.Key, at, at, []) { Facts = [.. stream.SelectMany(FactsOf)], Again = [.. stream] }]));
            }
        }
    }

    private async Task BeginAsync(IEnumerable<JournalEntry> entries)
    {
        await _database.ExecuteAsync($"TRUNCATE stream_heads, stream_cursors, supabase_rows, organizations, {string.Join(", ", Tables)}");
        foreach (var stream in entries.Select(static e => e.Stream).Distinct())
        {
            await _database.ExecuteAsync($"INSERT INTO stream_heads VALUES ('{stream}', 1000); INSERT INTO stream_cursors VALUES ('{stream}', 0)");
        }
    }

    /// <summary>All rows as text, without what says who wrote them when.</summary>
    private Task<string> RowsAsync() => RowsAsync("(to_jsonb(t) - 'updated_at' - 'stream' - 'version')::text");

    /// <summary>All rows as text, with all columns.</summary>
    private Task<string> WholeRowsAsync() => RowsAsync("t::text");

    private async Task<string> RowsAsync(string columns)
    {
        var all = new StringBuilder();
        foreach (var table in Tables)
        {
            foreach (var row in await _database.ListAsync($"SELECT {columns} FROM {table} t ORDER BY account, id"))
            {
                all.Append(table).Append(": ").AppendLine(row);
            }
        }

        return all.ToString();
    }
}
