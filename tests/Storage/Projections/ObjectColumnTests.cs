using System.Text;
using Signalbox.Projections;
using Signalbox.Providers.Stripe;

namespace Signalbox.Tests.Storage.Projections;

/// <summary>An answer of the API and an event write the same columns.</summary>
public sealed class ObjectColumnTests : ObjectStoreFixture
{
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

    [Theory]
    [MemberData(nameof(EveryObject))]
    public async Task Keep_EveryKind_WritesTheColumnsThatAnEventWouldWrite(string json)
    {
        var observed = StripeProjection.Instance.Observe("stripe", Encoding.UTF8.GetBytes(json), Second)!;
        var table = TableName(observed.Key.Table);
        Event(json, Second);
        var byEvent = await ColumnsAsync(table);
        await Database.ExecuteAsync($"DELETE FROM {table}");

        Assert.Equal([observed.Key], await Store.KeepAsync([new ObservedRow(observed, 0)], default));
        Assert.Equal(byEvent, await ColumnsAsync(table));
        await AssertStateAsync(observed.Key, revision: 1, isProvisional: false);

        // And once more over the row, from other values.
        await Database.ExecuteAsync($"UPDATE {table} SET revision = 7, provisional = true");
        Assert.Equal([observed.Key], await Store.KeepAsync([new ObservedRow(observed, 7)], default));
        Assert.Equal(byEvent, await ColumnsAsync(table));
        await AssertStateAsync(observed.Key, revision: 8, isProvisional: false);
        Assert.Equal(byEvent.Contains("si_1", StringComparison.Ordinal) ? 1L : 0L, await Database.ScalarAsync("SELECT count(*) FROM subscription_items WHERE NOT provisional"));
    }

    private static string TableName(ProjectionTable table) => string.Concat(table.ToString().Select(static (c, i) => char.IsUpper(c) ? $"{(i > 0 ? "_" : "")}{char.ToLowerInvariant(c)}" : $"{c}"));

    /// <summary>The row and its items, without what says who wrote it when.</summary>
    private async Task<string> ColumnsAsync(string table)
    {
        var left = "- 'provisional' - 'updated_at' - 'as_of' - 'rank' - 'stream' - 'version' - 'revision'";
        var row = await Database.ScalarAsync($"SELECT (to_jsonb(t) {left})::text FROM {table} t");
        var items = await Database.ScalarAsync($"SELECT (to_jsonb(t) {left})::text FROM subscription_items t");
        return $"{row} {items}";
    }
}
