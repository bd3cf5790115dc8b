using Signalbox.Journal;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Providers.Stripe;

/// <summary>Stripe's events as rows. The objects' shapes: https://docs.stripe.com/api.</summary>
internal sealed class StripeProjection : IProjection
{
    internal static readonly StripeProjection Instance = new();

    /// <inheritdoc/>
    public ObjectCopy? Read(JournalEntry entry)
    {
        if (StripeEventBody.Read(entry.Payload) is not { } body
            || StripeLifecycle.TableOf(body.Object.Text("object"u8)) is not { } table
            || body.Object.Text("id"u8) is not { Length: > 0 and <= JsonFields.LongestId } id)
        {
            return null;
        }

        return new ObjectCopy(
            new ObjectKey(table, id),
            entry.Version,
            entry.EventId,
            Math.Clamp(entry.OccurredAt, 0, JsonFields.LastUnixSecond),
            StripeLifecycle.Rank(table, entry.Type, body.Object, entry.Stream),
            StripeLifecycle.IsDeletion(table, entry.Type, body.Object),
            body.Livemode,
            body.Object,
            body.Previous);
    }

    /// <inheritdoc/>
    public ProjectionRow ToRow(ObjectCopy copy, StreamKey stream)
    {
        var head = new RowHead(
            stream.Account,
            copy.Key.Id,
            copy.Livemode,
            copy.IsDeletion ? copy.AsOf : null,
            copy.AsOf,
            copy.Rank,
            stream.ToString(),
            copy.Version,
            copy.Fields.Raw);

        return copy.Key.Table switch
        {
            ProjectionTable.Customers => StripeRows.Customer(head, copy.Fields),
            ProjectionTable.Subscriptions => StripeRows.Subscription(head, copy.Fields),
            ProjectionTable.Invoices => StripeRows.Invoice(head, copy.Fields),
            ProjectionTable.PaymentIntents => StripeRows.PaymentIntent(head, copy.Fields),
            ProjectionTable.Charges => StripeRows.Charge(head, copy.Fields),
            ProjectionTable.Disputes => StripeRows.Dispute(head, copy.Fields),
            ProjectionTable.CheckoutSessions => StripeRows.CheckoutSession(head, copy.Fields),
            ProjectionTable.Products => StripeRows.Product(head, copy.Fields),
            ProjectionTable.Prices => StripeRows.Price(head, copy.Fields),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }
}
