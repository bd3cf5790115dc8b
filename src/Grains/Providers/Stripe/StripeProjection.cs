using Signalbox.Journal;
using Signalbox.People;
using Signalbox.Projections;
using Signalbox.Streams;

namespace Signalbox.Providers.Stripe;

/// <summary>Stripe's events as rows. The objects' shapes: https://docs.stripe.com/api.</summary>
/// <param name="userId">Where a customer names the user that it belongs to.</param>
internal sealed class StripeProjection(IdPointer userId) : IProjection
{
    /// <summary>With the default of <see cref="PeopleOptions.CustomerUserId"/>.</summary>
    internal static readonly StripeProjection Instance = new(new IdPointer(new PeopleOptions().CustomerUserId));

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
        return RowOf(copy.Key, head, copy.Fields);
    }

    /// <inheritdoc/>
    public ObservedObject? Observe(string account, ReadOnlyMemory<byte> json, long asOf)
    {
        var fields = JsonFields.Read(CompactJson.Of(json));
        if (StripeLifecycle.TableOf(fields.Text("object"u8)) is not { } table || fields.Text("id"u8) is not { Length: > 0 and <= JsonFields.LongestId } id)
        {
            return null;
        }

        var key = new ObjectKey(table, id);
        asOf = Math.Clamp(asOf, 0, JsonFields.LastUnixSecond);
        var head = new RowHead(
            account,
            id,
            fields.Flag("livemode"u8) ?? false,
            StripeObservation.DeletedAt(key, fields, asOf),
            asOf,
            ObservedObject.Rank,
            StripeObservation.StreamOf(account, key, fields).ToString(),
            Version: 0,
            fields.Raw);
        return new ObservedObject(key, RowOf(key, head, fields), fields.Flag("deleted"u8) is true);
    }

    /// <inheritdoc/>
    public ObservedObject Gone(string account, ObjectKey key, long asOf) => Observe(account, StripeObservation.Stub(key), asOf)!;

    private ProjectionRow RowOf(ObjectKey key, RowHead head, JsonFields fields) => key.Table switch
    {
        ProjectionTable.Customers => StripeRows.Customer(head, fields) with { PersonId = userId.Find(fields) },
        ProjectionTable.Subscriptions => StripeRows.Subscription(head, fields),
        ProjectionTable.Invoices => StripeRows.Invoice(head, fields),
        ProjectionTable.PaymentIntents => StripeRows.PaymentIntent(head, fields),
        ProjectionTable.Charges => StripeRows.Charge(head, fields),
        ProjectionTable.Disputes => StripeRows.Dispute(head, fields),
        ProjectionTable.CheckoutSessions => StripeRows.CheckoutSession(head, fields),
        ProjectionTable.Products => StripeRows.Product(head, fields),
        ProjectionTable.Prices => StripeRows.Price(head, fields),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
