using System.Text;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;
using Signalbox.Reads;
using Signalbox.Streams;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Reads;

/// <summary>What a stream's objects are, and which rows wait to be read.</summary>
public sealed class ReadTargetTests : IAsyncLifetime
{
    private static readonly string[] Objects =
    [
        """{"id":"cus_1","object":"customer"}""",
        """{"id":"cus_2","object":"customer"}""",
        """{"id":"sub_1","object":"subscription","customer":"cus_1"}""",
        """{"id":"in_1","object":"invoice","customer":"cus_1","subscription":"sub_1"}""",
        """{"id":"in_2","object":"invoice","customer":"cus_1"}""",
        """{"id":"pi_1","object":"payment_intent","customer":"cus_1"}""",
        """{"id":"pi_2","object":"payment_intent"}""",
        """{"id":"ch_1","object":"charge","customer":"cus_1","payment_intent":"pi_1"}""",
        """{"id":"cs_1","object":"checkout.session","customer":"cus_1"}""",
        """{"id":"dp_1","object":"dispute"}""",
        """{"id":"prod_1","object":"product"}""",
        """{"id":"price_1","object":"price"}""",
    ];

    private TestDatabase _database = null!;
    private PostgresReadTargets _targets = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _targets = new PostgresReadTargets(_database.DataSource);
        await new PostgresObjectStore(_database.DataSource).KeepAsync(
            [.. Objects.Select(static (o, i) => new ObservedRow(StripeProjection.Instance.Observe("stripe", Encoding.UTF8.GetBytes(o), 1_700_000_000 + i)!, 0))], default);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("stripe/customer/cus_1", "cus_1 cs_1 ch_1 pi_1 in_2")]
    [InlineData("stripe/customer/cus_2", "cus_2")]
    [InlineData("stripe/customer/cus_3", "")]
    [InlineData("stripe/subscription/sub_1", "sub_1 in_1")]
    [InlineData("stripe/endpoint/main", "price_1 prod_1 dp_1")]
    [InlineData("another/customer/cus_1", "")]
    public async Task ObjectsOf_AStream_TheEntityFirstThenTheMostRecent(string stream, string expected)
    {
        var found = await _targets.ObjectsOfAsync(StreamKey.Parse(stream), 100, default);

        Assert.Equal(expected, string.Join(' ', found.Select(static k => k.Id)));
        Assert.All(found, static k => Assert.Equal(k.Table, StripeProjection.Instance.Observe("stripe", Encoding.UTF8.GetBytes(Objects.Single(o => o.Contains($"\"id\":\"{k.Id}\"", StringComparison.Ordinal))), 1)!.Key.Table));
        Assert.Equal(found.Take(2), await _targets.ObjectsOfAsync(StreamKey.Parse(stream), 2, default));
    }

    [Fact]
    public async Task Waiting_IsWhatIsProvisionalForAWhile_PageByPage()
    {
        Assert.Empty(await WaitingAsync("", 9));
        await _database.ExecuteAsync("UPDATE customers SET provisional = true, updated_at = now() - interval '1 minute'");

        Assert.Equal([("cus_1", "stripe/customer/cus_1"), ("cus_2", "stripe/customer/cus_2")], await WaitingAsync("", 9));
        Assert.Equal([("cus_1", "stripe/customer/cus_1")], await WaitingAsync("", 1));
        Assert.Equal([("cus_2", "stripe/customer/cus_2")], await WaitingAsync("cus_1", 1));
        Assert.Empty(await WaitingAsync("", 9, account: "another"));

        await _database.ExecuteAsync("UPDATE customers SET updated_at = now() WHERE id = 'cus_1'");
        Assert.Equal([("cus_2", "stripe/customer/cus_2")], await WaitingAsync("", 9));
    }

    [Fact]
    public async Task EventsOnAProvisionalRow_ChangeNoIndex()
    {
        await _database.ExecuteAsync("UPDATE customers SET provisional = true WHERE id = 'cus_1'");

        // A heap-only update leaves every index as it was.
        await using var connection = await _database.DataSource.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var update = connection.CreateCommand();
        update.CommandText = "UPDATE customers SET revision = revision + 1, updated_at = now(), as_of = now(), provisional = true WHERE id = 'cus_1'";
        await update.ExecuteNonQueryAsync();
        update.CommandText = "SELECT pg_stat_get_xact_tuples_hot_updated('customers'::regclass)";
        Assert.Equal(1L, await update.ExecuteScalarAsync());
    }

    private async Task<List<(string Id, string Stream)>> WaitingAsync(string after, int most, string account = "stripe") =>
        (await _targets.WaitingAsync(ProjectionTable.Customers, account, after, TimeSpan.FromSeconds(30), most, default)).ConvertAll(static w => (w.Key.Id, w.Stream));
}
