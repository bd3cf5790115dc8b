using System.Text;
using Signalbox.Journal;
using Signalbox.Postgres;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;
using Signalbox.Tests.Storage.Journal;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Projections;

/// <summary>What the provider's API answers is kept only over the row that it was asked for, whoever writes meanwhile.</summary>
public sealed class ObjectStoreTests : IAsyncLifetime
{
    private const string Stream = "stripe/customer/cus_1";
    private const long Second = 1_700_000_000;
    private static readonly ObjectKey Customer = new(ProjectionTable.Customers, "cus_1");
    private static readonly ObjectKey Subscription = new(ProjectionTable.Subscriptions, "sub_1");

    private TestDatabase _database = null!;
    private PostgresObjectStore _store = null!;
    private PostgresCommitStore _commits = null!;
    private long _applied;

    public static TheoryData<string> EveryObject =>
    [
        """{"id":"x_1","object":"customer","livemode":true,"email":"a@example.com","name":"A","phone":"1","currency":"eur","balance":-5,"delinquent":true}""",
        """{"id":"x_1","object":"subscription","customer":"cus_1","status":"active","cancel_at_period_end":true,"cancel_at":5,"canceled_at":4,"ended_at":3,"trial_end":2,"items":{"data":[{"id":"si_1","quantity":2,"current_period_start":1,"current_period_end":9,"price":{"id":"price_1","product":"prod_1"}}]}}""",
        """{"id":"x_1","object":"invoice","customer":"cus_1","subscription":"sub_1","number":"N-1","status":"paid","currency":"eur","total":3,"amount_due":2,"amount_paid":1,"amount_remaining":4,"due_date":5}""",
        """{"id":"x_1","object":"payment_intent","customer":"cus_1","status":"succeeded","currency":"eur","amount":3,"amount_received":2,"latest_charge":"ch_1","invoice":"in_1"}""",
        """{"id":"x_1","object":"charge","customer":"cus_1","payment_intent":"pi_1","status":"succeeded","currency":"eur","amount":3,"amount_refunded":2,"refunded":true,"disputed":false}""",
        """{"id":"x_1","object":"dispute","charge":"ch_1","payment_intent":"pi_1","status":"lost","reason":"fraudulent","currency":"eur","amount":3}""",
        """{"id":"x_1","object":"checkout.session","customer":"cus_1","subscription":"sub_1","payment_intent":"pi_1","mode":"payment","status":"open","payment_status":"paid","currency":"eur","amount_total":3}""",
        """{"id":"x_1","object":"product","name":"P","description":"D","active":true,"default_price":"price_1"}""",
        """{"id":"x_1","object":"price","product":"prod_1","active":true,"type":"recurring","currency":"eur","unit_amount":3,"recurring":{"interval":"month","interval_count":2}}""",
    ];

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _store = new PostgresObjectStore(_database.DataSource);
        _commits = new PostgresCommitStore(new HotConnections(_database.ConnectionString));
        using var journal = new PostgresJournalStore(new HotConnections(_database.ConnectionString));
        journal.Append([.. Enumerable.Range(1, 9).Select(static i => Events.Incoming($"evt_{i}"))]);
    }

    public async ValueTask DisposeAsync()
    {
        _commits.Dispose();
        await _database.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(EveryObject))]
    public async Task Keep_EveryKind_WritesTheColumnsThatAnEventWouldWrite(string json)
    {
        var observed = StripeProjection.Instance.Observe("stripe", Encoding.UTF8.GetBytes(json), Second)!;
        var table = TableName(observed.Key.Table);
        Event(json, Second);
        var byEvent = await ColumnsAsync(table);
        await _database.ExecuteAsync($"DELETE FROM {table}");

        Assert.Equal([observed.Key], await _store.KeepAsync([new ObservedRow(observed, 0)], default));
        Assert.Equal(byEvent, await ColumnsAsync(table));
        await AssertStateAsync(observed.Key, revision: 1, isProvisional: false);

        // And once more over the row, from other values.
        await _database.ExecuteAsync($"UPDATE {table} SET revision = 7, provisional = true");
        Assert.Equal([observed.Key], await _store.KeepAsync([new ObservedRow(observed, 7)], default));
        Assert.Equal(byEvent, await ColumnsAsync(table));
        await AssertStateAsync(observed.Key, revision: 8, isProvisional: false);
        Assert.Equal(byEvent.Contains("si_1", StringComparison.Ordinal) ? 1L : 0L, await _database.ScalarAsync("SELECT count(*) FROM subscription_items WHERE NOT provisional"));
    }

    [Fact]
    public async Task Keep_NothingMeanwhile_ConfirmsTheRow()
    {
        Event(Json("old@example.com"), Second);
        var noted = await NoteAsync(Customer);

        Assert.Equal([Customer], await KeepAsync(Json("new@example.com"), noted));

        Assert.Equal("new@example.com", await EmailAsync());
        await AssertStateAsync(Customer, noted + 1, isProvisional: false);
        Assert.Equal((Stream, 1L), (await _database.ScalarAsync("SELECT stream FROM customers"), await _database.ScalarAsync("SELECT version FROM customers")));
    }

    [Fact]
    public async Task Revisions_AreOnDiskWhenTheyAreNoted()
    {
        await KeepAsync(Json("read@example.com"), 0);
        for (var i = 1; i <= 9; i++)
        {
            // Applied without waiting for the disk: a crash could take it back, and give its revision to another event.
            Event(Json($"{i}@example.com"), Second + i);
            var written = await _database.ScalarAsync("SELECT pg_current_wal_insert_lsn()::text");

            Assert.Equal(i + 1, await NoteAsync(Customer));

            Assert.Equal(true, await _database.ScalarAsync($"SELECT pg_current_wal_flush_lsn() >= '{written}'::pg_lsn"));
        }
    }

    [Fact]
    public async Task Keep_TwoReadsRace_OneIsKept()
    {
        for (var round = 0; round < 10; round++)
        {
            var noted = round == 0 ? 0 : await NoteAsync(Customer);
            var kept = await Task.WhenAll(KeepAsync(Json("one@example.com"), noted), KeepAsync(Json("two@example.com"), noted));

            Assert.Equal(1, kept.Sum(static k => k.Count));
            Assert.Equal(kept[0].Count == 1 ? "one@example.com" : "two@example.com", await EmailAsync());
            await AssertStateAsync(Customer, noted + 1, isProvisional: false);
        }
    }

    [Fact]
    public async Task Signal_MakesRowsProvisional_AndWhoNotedThemBeforeKeepsNothing()
    {
        await KeepAsync(Json("before@example.com"), 0);
        var noted = await NoteAsync(Customer);

        await _store.SignalAsync("stripe", [Customer, Subscription, new ObjectKey(ProjectionTable.Customers, "cus_nobody")], default);

        await AssertStateAsync(Customer, noted + 1, isProvisional: true);
        Assert.Empty(await KeepAsync(Json("before the effect@example.com"), noted));
        Assert.Single(await KeepAsync(Json("after@example.com"), noted + 1));
        await AssertStateAsync(Customer, noted + 2, isProvisional: false);
        await _store.SignalAsync("other", [Customer], default);
        await AssertStateAsync(Customer, noted + 2, isProvisional: false);
    }

    [Theory]
    [InlineData(Second + 1, "event@example.com")]
    [InlineData(Second - 1, "old@example.com")]
    public async Task Keep_EventBetweenNotingAndKeeping_IsNotKept(long at, string expected)
    {
        Event(Json("old@example.com"), Second);
        var noted = await NoteAsync(Customer);

        // Be the event's copy taken in or staler than the row: it says that the object changed, perhaps after it was read.
        Event(Json("event@example.com"), at);

        Assert.Empty(await KeepAsync(Json("read@example.com"), noted));
        Assert.Equal(expected, await EmailAsync());
        await AssertStateAsync(Customer, noted + 1, isProvisional: true);
    }

    [Fact]
    public async Task Keep_AbsentRow_LosesAgainstAnEventThatMadeIt()
    {
        Assert.Empty(await _store.RevisionsAsync("stripe", [Customer], default));
        Event(Json("event@example.com"), Second - 100);

        Assert.Empty(await KeepAsync(Json("read@example.com"), 0));
        Assert.Equal("event@example.com", await EmailAsync());
    }

    [Theory]
    [InlineData(Second, "read@example.com")]
    [InlineData(Second - 1, "read@example.com")]
    [InlineData(Second + 1, "event@example.com")]
    public async Task Event_AfterARead_IsTakenInIfItIsLater_AndASignalAlways(long at, string expected)
    {
        await KeepAsync(Json("read@example.com"), 0);

        Event(Json("event@example.com"), at);

        Assert.Equal(expected, await EmailAsync());
        await AssertStateAsync(Customer, 2, isProvisional: true);
    }

    [Theory]
    [InlineData(Second - 1)]
    [InlineData(Second + 1)]
    public async Task Event_WithTheCopyThatWasRead_ChangesNothing(long at)
    {
        await KeepAsync(Json("read@example.com"), 0);

        Event("{ \"id\": \"cus_1\",\n \"object\": \"customer\", \"email\": \"read@example.com\" }", at);

        await AssertStateAsync(Customer, 1, isProvisional: false);
    }

    [Fact]
    public async Task Event_InAnAccountWithoutReads_LeavesStalerCopiesAlone()
    {
        Event(Json("new@example.com"), Second, signals: false);
        Event(Json("old@example.com"), Second - 1, signals: false);

        await AssertStateAsync(Customer, 1, isProvisional: true);
    }

    [Fact]
    public async Task Event_OfAFencedStream_SignalsNothing()
    {
        await KeepAsync(Json("read@example.com"), 0);
        var (rows, signals) = Fold(Json("event@example.com"), Second + 1);

        Assert.Empty(_commits.Commit([new StreamCommit(Stream, 5, 6, rows) { Signals = signals }]));

        await AssertStateAsync(Customer, 1, isProvisional: false);
    }

    [Fact]
    public async Task Keep_Gone_MarksTheRowAndKeepsWhatItHolds()
    {
        Event(Json("old@example.com"), Second);
        var gone = StripeProjection.Instance.Gone("stripe", Customer, Second + 5);

        Assert.Equal([Customer], await _store.KeepAsync([new ObservedRow(gone, await NoteAsync(Customer))], default));

        Assert.Equal("old@example.com", await EmailAsync());
        Assert.Equal(Second + 5, await _database.ScalarAsync("SELECT extract(epoch FROM deleted_at)::bigint FROM customers"));
        await AssertStateAsync(Customer, 2, isProvisional: false);
    }

    [Fact]
    public async Task Keep_Gone_WithoutARow_LeavesATombstone_AndNeitherEventNorReadResurrectsIt()
    {
        var gone = StripeProjection.Instance.Gone("stripe", Customer, Second);
        await _store.KeepAsync([new ObservedRow(gone, 0)], default);
        Event(Json("late@example.com"), Second + 10);

        Assert.Equal([Customer], await KeepAsync(Json("read@example.com"), await NoteAsync(Customer)));

        Assert.Equal(1L, await _database.ScalarAsync("SELECT count(*) FROM customers WHERE deleted_at IS NOT NULL"));
        Assert.Empty(await _store.KeepAsync([new ObservedRow(gone, 1)], default));
    }

    [Fact]
    public async Task Keep_Subscription_ItemsFollowIt()
    {
        Event(Items("""{"id":"si_1","quantity":1},{"id":"si_2","quantity":1}"""), Second - 10);
        var noted = await NoteAsync(Subscription);

        await KeepAsync(Items("""{"id":"si_2","quantity":5},{"id":"si_3"}"""), noted);
        Assert.Equal(["si_2 5 false", "si_3  false"], await ItemsAsync());

        // A staler event's items stay out as its subscription does, and so do those of a read that came too late.
        Event(Items("""{"id":"si_1","quantity":9},{"id":"si_2","quantity":9}"""), Second - 5);
        await KeepAsync(Items("""{"id":"si_4"}"""), noted);
        Assert.Equal(["si_2 5 false", "si_3  false"], await ItemsAsync());

        Event(Items("""{"id":"si_2","quantity":7}"""), Second + 5);
        Assert.Equal(["si_2 7 true"], await ItemsAsync());
    }

    [Fact]
    public async Task Keep_ManyAtOnce_EachByItself()
    {
        Event(Json("old@example.com"), Second);
        var observed = Enumerable.Range(1, 100)
            .Select(static i => StripeProjection.Instance.Observe("stripe", Encoding.UTF8.GetBytes(Json($"{i}@example.com", $"cus_{i}")), Second)!)
            .Append(StripeProjection.Instance.Observe("stripe", """{"id":"prod_1","object":"product","deleted":true}"""u8.ToArray(), Second)!)
            .Append(StripeProjection.Instance.Observe("stripe", """{"id":"price_1","object":"price"}"""u8.ToArray(), Second)!)
            .ToList();

        var kept = await _store.KeepAsync([.. observed.Select(static o => new ObservedRow(o, 0))], default);

        Assert.Equal(observed.Select(static o => o.Key).Where(static k => k != Customer).ToHashSet(), kept);
        Assert.Equal("old@example.com", await EmailAsync());
    }

    [Fact]
    public async Task Keep_ObjectTwiceOrOfTwoAccounts_Throws()
    {
        var one = new ObservedRow(StripeProjection.Instance.Gone("stripe", Customer, Second), 0);
        var other = new ObservedRow(StripeProjection.Instance.Gone("another", Customer, Second), 0);

        await Assert.ThrowsAsync<ArgumentException>(() => _store.KeepAsync([one, one], default));
        await Assert.ThrowsAsync<ArgumentException>(() => _store.KeepAsync([one, other], default));
    }

    private static string Json(string email, string id = "cus_1") => $$"""{"id":"{{id}}","object":"customer","email":"{{email}}"}""";

    private static string Items(string items) => $$$"""{"id":"sub_1","object":"subscription","items":{"data":[{{{items}}}]}}""";

    private static string TableName(ProjectionTable table) => string.Concat(table.ToString().Select(static (c, i) => char.IsUpper(c) ? $"{(i > 0 ? "_" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));

    private static (List<ProjectionRow> Rows, List<ObjectSignal> Signals) Fold(string json, long at, long version = 1, bool signals = true)
    {
        var livemode = json.Contains("livemode\":true", StringComparison.Ordinal) ? "true" : "false";
        var body = Encoding.UTF8.GetBytes($$$"""{"livemode":{{{livemode}}},"data":{"object":{{{json}}} } }""");
        var entry = new JournalEntry(Stream, version, 1, $"evt_{version}", "x.updated", at, DateTimeOffset.UnixEpoch, body);
        var objects = new StreamObjects();
        var fold = new StreamFold(StreamKey.Parse(Stream), Stream, StripeProjection.Instance, objects, [entry], signals);
        fold.Unknown().ForEach(k => objects.Learn(k, null));
        return (fold.Rows(), fold.Signals());
    }

    /// <summary>Applies an event as a grain does that remembers nothing of the object.</summary>
    private void Event(string json, long at, bool signals = true)
    {
        var (rows, found) = Fold(json, at, _applied + 1, signals);
        Assert.Equal([Stream], _commits.Commit([new StreamCommit(Stream, _applied, _applied + 1, rows) { Signals = found }]));
        _applied++;
    }

    private Task<IReadOnlySet<ObjectKey>> KeepAsync(string json, long noted) =>
        _store.KeepAsync([new ObservedRow(StripeProjection.Instance.Observe("stripe", Encoding.UTF8.GetBytes(json), Second)!, noted)], default);

    private async Task<long> NoteAsync(ObjectKey key) => (await _store.RevisionsAsync("stripe", [key], default))[key].Number;

    private async Task AssertStateAsync(ObjectKey key, long revision, bool isProvisional)
    {
        var found = Assert.Single(await _store.RevisionsAsync("stripe", [key], default));
        Assert.Equal((key, revision, isProvisional), (found.Key, found.Value.Number, found.Value.IsProvisional));
    }

    private async Task<object?> EmailAsync() => await _database.ScalarAsync("SELECT email FROM customers WHERE id = 'cus_1'");

    private Task<List<string>> ItemsAsync() => _database.ListAsync("SELECT concat_ws(' ', id, coalesce(quantity::text, ''), provisional::text) FROM subscription_items ORDER BY id");

    /// <summary>The row and its items, without what says who wrote it when.</summary>
    private async Task<string> ColumnsAsync(string table)
    {
        var left = "- 'provisional' - 'updated_at' - 'as_of' - 'rank' - 'stream' - 'version' - 'revision'";
        var row = await _database.ScalarAsync($"SELECT (to_jsonb(t) {left})::text FROM {table} t");
        var items = await _database.ScalarAsync($"SELECT (to_jsonb(t) {left})::text FROM subscription_items t");
        return $"{row} {items}";
    }
}
