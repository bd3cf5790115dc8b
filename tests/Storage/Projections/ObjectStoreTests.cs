using System.Text;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Streams;

namespace Signalbox.Tests.Storage.Projections;

/// <summary>What the provider's API answers is kept only over the row that it was asked for, whoever writes meanwhile.</summary>
public sealed class ObjectStoreTests : ObjectStoreFixture
{
    [Fact]
    public async Task Keep_NothingMeanwhile_ConfirmsTheRow()
    {
        Event(Json("old@example.com"), Second);
        var noted = await NoteAsync(Customer);

        Assert.Equal([Customer], await KeepAsync(Json("new@example.com"), noted));

        Assert.Equal("new@example.com", await EmailAsync());
        await AssertStateAsync(Customer, noted + 1, isProvisional: false);
        Assert.Equal((Stream, 1L), (await Database.ScalarAsync("SELECT stream FROM customers"), await Database.ScalarAsync("SELECT version FROM customers")));
    }

    [Fact]
    public async Task Revisions_AreOnDiskWhenTheyAreNoted()
    {
        await KeepAsync(Json("read@example.com"), 0);
        for (var i = 1; i <= 9; i++)
        {
            // Applied without waiting for the disk: a crash could take it back, and give its revision to another event.
            Event(Json($"{i}@example.com"), Second + i);
            var written = await Database.ScalarAsync("SELECT pg_current_wal_insert_lsn()::text");

            Assert.Equal(i + 1, await NoteAsync(Customer));

            Assert.Equal(true, await Database.ScalarAsync($"SELECT pg_current_wal_flush_lsn() >= '{written}'::pg_lsn"));
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

        await Store.SignalAsync("stripe", [Customer, Subscription, new ObjectKey(ProjectionTable.Customers, "cus_nobody")], default);

        await AssertStateAsync(Customer, noted + 1, isProvisional: true);
        Assert.Empty(await KeepAsync(Json("before the effect@example.com"), noted));
        Assert.Single(await KeepAsync(Json("after@example.com"), noted + 1));
        await AssertStateAsync(Customer, noted + 2, isProvisional: false);
        await Store.SignalAsync("other", [Customer], default);
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
        Assert.Empty(await Store.RevisionsAsync("stripe", [Customer], default));
        Event(Json("event@example.com"), Second - 100);

        Assert.Empty(await KeepAsync(Json("read@example.com"), 0));
        Assert.Equal("event@example.com", await EmailAsync());
    }

    [Fact]
    public async Task Keep_Gone_MarksTheRowAndKeepsWhatItHolds()
    {
        Event(Json("old@example.com"), Second);
        var gone = StripeProjection.Instance.Gone("stripe", Customer, Second + 5);

        Assert.Equal([Customer], await Store.KeepAsync([new ObservedRow(gone, await NoteAsync(Customer))], default));

        Assert.Equal("old@example.com", await EmailAsync());
        Assert.Equal(Second + 5, await Database.ScalarAsync("SELECT extract(epoch FROM deleted_at)::bigint FROM customers"));
        await AssertStateAsync(Customer, 2, isProvisional: false);
    }

    [Fact]
    public async Task Keep_Gone_WithoutARow_LeavesATombstone_AndNeitherEventNorReadResurrectsIt()
    {
        var gone = StripeProjection.Instance.Gone("stripe", Customer, Second);
        await Store.KeepAsync([new ObservedRow(gone, 0)], default);
        Event(Json("late@example.com"), Second + 10);

        Assert.Equal([Customer], await KeepAsync(Json("read@example.com"), await NoteAsync(Customer)));

        Assert.Equal(1L, await Database.ScalarAsync("SELECT count(*) FROM customers WHERE deleted_at IS NOT NULL"));
        Assert.Empty(await Store.KeepAsync([new ObservedRow(gone, 1)], default));
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

        var kept = await Store.KeepAsync([.. observed.Select(static o => new ObservedRow(o, 0))], default);

        Assert.Equal(observed.Select(static o => o.Key).Where(static k => k != Customer).ToHashSet(), kept);
        Assert.Equal("old@example.com", await EmailAsync());
    }

    [Fact]
    public async Task Keep_ObjectTwiceOrOfTwoAccounts_Throws()
    {
        var one = new ObservedRow(StripeProjection.Instance.Gone("stripe", Customer, Second), 0);
        var other = new ObservedRow(StripeProjection.Instance.Gone("another", Customer, Second), 0);

        await Assert.ThrowsAsync<ArgumentException>(() => Store.KeepAsync([one, one], default));
        await Assert.ThrowsAsync<ArgumentException>(() => Store.KeepAsync([one, other], default));
    }

    private static string Items(string items) => $$$"""{"id":"sub_1","object":"subscription","items":{"data":[{{{items}}}]}}""";

    private Task<List<string>> ItemsAsync() => Database.ListAsync("SELECT concat_ws(' ', id, coalesce(quantity::text, ''), provisional::text) FROM subscription_items ORDER BY id");
}
