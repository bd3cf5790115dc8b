using System.Text.Json;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Providers.Stripe;

/// <summary>What an answer of Stripe's API says of an object besides its fields. The shapes: https://docs.stripe.com/api. Pure.</summary>
internal static class StripeObservation
{
    /// <summary>The stream on which an object's events come, by the same rule as <see cref="StripeStreams"/>.</summary>
    internal static StreamKey StreamOf(string account, ObjectKey key, JsonFields fields) => key.Table switch
    {
        ProjectionTable.Customers => new StreamKey(account, StreamKinds.Customer, key.Id),
        ProjectionTable.Subscriptions => new StreamKey(account, StreamKinds.Subscription, key.Id),
        ProjectionTable.Invoices when SubscriptionOf(fields) is { Length: > 0 } subscription => new StreamKey(account, StreamKinds.Subscription, subscription),
        _ when fields.Reference("customer"u8) is { Length: > 0 } customer => new StreamKey(account, StreamKinds.Customer, customer),
        _ => new StreamKey(account, StreamKinds.Endpoint, StripeStreams.MainEndpoint),
    };

    /// <summary>When the object ended for good (unix seconds); <see langword="null"/> if it has not.</summary>
    // A canceled subscription is answered whole: https://docs.stripe.com/api/subscriptions/cancel.
    internal static long? DeletedAt(ObjectKey key, JsonFields fields, long asOf) =>
        fields.Flag("deleted"u8) is true ? asOf
        : key.Table is ProjectionTable.Subscriptions && fields.Text("status"u8) == "canceled" ? fields.Time("ended_at"u8) ?? fields.Time("canceled_at"u8) ?? asOf
        : null;

    /// <summary>What Stripe answers of a deleted customer, for objects that it does not find: https://docs.stripe.com/api/customers/delete.</summary>
    internal static ReadOnlyMemory<byte> Stub(ObjectKey key)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("id"u8, key.Id);
            writer.WriteString("object"u8, StripeLifecycle.TypeOf(key.Table));
            writer.WriteBoolean("deleted"u8, true);
            writer.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static string? SubscriptionOf(JsonFields invoice) =>
        invoice.Reference("subscription"u8) ?? invoice.Object("parent"u8).Object("subscription_details"u8).Reference("subscription"u8);
}
