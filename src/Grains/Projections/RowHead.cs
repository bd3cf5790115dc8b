namespace Signalbox.Projections;

/// <summary>What every projected row has: whose it is, how fresh it is, and what wrote it.</summary>
/// <param name="Account">The account.</param>
/// <param name="Id">The provider's id of the object.</param>
/// <param name="Livemode">Whether the object is real or of the provider's test mode.</param>
/// <param name="DeletedAt">When the provider deleted it (unix seconds); <see langword="null"/> while it exists.</param>
/// <param name="AsOf">The provider's time of the event or of the answer that the copy came with (unix seconds).</param>
/// <param name="Rank">Orders copies of one second; see <see cref="Streams.ObjectCopy.Rank"/>.</param>
/// <param name="Stream">The stream that wrote it.</param>
/// <param name="Version">The version of the event, in that stream, that wrote it; 0 if an answer of the provider's API did.</param>
/// <param name="Raw">The object's JSON as the provider sent it.</param>
internal sealed record RowHead(
    string Account, string Id, bool Livemode, long? DeletedAt, long AsOf, int Rank, string Stream, long Version, ReadOnlyMemory<byte> Raw)
{
    /// <summary>Of a copy from the provider's API: the row's revision as it was noted before the request; 0 if there was no row.</summary>
    internal long Revision { get; init; }
}

/// <summary>One row of a projection. What a provider left out is <see langword="null"/>.</summary>
internal abstract record ProjectionRow(RowHead Head);

internal sealed record CustomerRow(RowHead Head, string? Email, string? Name, string? Phone, string? Currency, long? Balance, bool? Delinquent)
    : ProjectionRow(Head)
{
    /// <summary>The user that it belongs to, if it names one.</summary>
    internal string? PersonId { get; init; }
}

internal sealed record SubscriptionRow(
    RowHead Head,
    string? CustomerId,
    string? Status,
    string? PriceId,
    long? Quantity,
    long? CurrentPeriodStart,
    long? CurrentPeriodEnd,
    bool? CancelAtPeriodEnd,
    long? CancelAt,
    long? CanceledAt,
    long? EndedAt,
    long? TrialEnd,
    IReadOnlyList<SubscriptionItemRow> Items) : ProjectionRow(Head);

internal sealed record SubscriptionItemRow(
    RowHead Head, string SubscriptionId, string? PriceId, string? ProductId, long? Quantity, long? CurrentPeriodStart, long? CurrentPeriodEnd)
    : ProjectionRow(Head);

internal sealed record InvoiceRow(
    RowHead Head,
    string? CustomerId,
    string? SubscriptionId,
    string? Number,
    string? Status,
    string? Currency,
    long? Total,
    long? AmountDue,
    long? AmountPaid,
    long? AmountRemaining,
    long? DueDate) : ProjectionRow(Head);

internal sealed record PaymentIntentRow(
    RowHead Head,
    string? CustomerId,
    string? Status,
    string? Currency,
    long? Amount,
    long? AmountReceived,
    string? LatestCharge,
    string? InvoiceId) : ProjectionRow(Head);

internal sealed record ChargeRow(
    RowHead Head,
    string? CustomerId,
    string? PaymentIntentId,
    string? Status,
    string? Currency,
    long? Amount,
    long? AmountRefunded,
    bool? Refunded,
    bool? Disputed) : ProjectionRow(Head);

internal sealed record DisputeRow(
    RowHead Head, string? ChargeId, string? PaymentIntentId, string? Status, string? Reason, string? Currency, long? Amount) : ProjectionRow(Head);

internal sealed record CheckoutSessionRow(
    RowHead Head,
    string? CustomerId,
    string? SubscriptionId,
    string? PaymentIntentId,
    string? Mode,
    string? Status,
    string? PaymentStatus,
    string? Currency,
    long? AmountTotal) : ProjectionRow(Head);

internal sealed record ProductRow(RowHead Head, string? Name, string? Description, bool? Active, string? DefaultPriceId) : ProjectionRow(Head);

internal sealed record PriceRow(
    RowHead Head, string? ProductId, bool? Active, string? Type, string? Currency, long? UnitAmount, string? RecurringInterval, long? RecurringIntervalCount)
    : ProjectionRow(Head);
