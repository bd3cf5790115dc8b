namespace Signalbox.Providers.Stripe.Api;

/// <summary>Calls about subscriptions. Source: https://docs.stripe.com/api/subscriptions.</summary>
public sealed class StripeSubscriptions : StripeList<SubscriptionListRequest, StripeSubscription>
{
    private const string Folder = "subscriptions";

    private static readonly StripeOperation Create = StripeOperation.Post("subscriptions.create");
    private static readonly StripeOperation Retrieve = StripeOperation.Get("subscriptions.retrieve");
    private static readonly StripeOperation Update = StripeOperation.Post("subscriptions.update");
    private static readonly StripeOperation CancelAtPeriodEnd = StripeOperation.Post("subscriptions.cancel_at_period_end");
    private static readonly StripeOperation Cancel = StripeOperation.Delete("subscriptions.cancel");
    private static readonly StripeOperation Resume = StripeOperation.Post("subscriptions.resume");
    private static readonly StripeOperation List = StripeOperation.Get("subscriptions.list");

    private readonly StripeTransport _transport;

    internal StripeSubscriptions(StripeTransport transport) => _transport = transport;

    private protected override StripeOperation ListOperation => List;

    /// <summary>
    /// Makes a subscription and, with Stripe's defaults, tries its first payment. Source: https://docs.stripe.com/api/subscriptions/create.
    /// </summary>
    /// <exception cref="StripeException">There is no subscription, or it is unknown whether there is.</exception>
    public Task<StripeSubscription> CreateAsync(
        SubscriptionCreateRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeSubscription>(Create, Folder, request, call, cancellationToken);

    /// <summary>Reads a subscription, also one that has ended. Source: https://docs.stripe.com/api/subscriptions/retrieve.</summary>
    /// <exception cref="StripeException">There is no answer.</exception>
    public Task<StripeSubscription> RetrieveAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeSubscription>(Retrieve, StripeTransport.Path(Folder, id), null, call, cancellationToken);

    /// <summary>
    /// Changes the members that are set. With <see cref="SubscriptionRequest.CancelAtPeriodEnd"/> false, takes back an announced
    /// cancellation. Source: https://docs.stripe.com/api/subscriptions/update.
    /// </summary>
    /// <exception cref="StripeException">It was not changed, or it is unknown whether it was.</exception>
    public Task<StripeSubscription> UpdateAsync(
        string id, SubscriptionUpdateRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeSubscription>(Update, StripeTransport.Path(Folder, id), request, call, cancellationToken);

    /// <summary>
    /// Lets a subscription run to the end of what is paid, and then end. Source: https://docs.stripe.com/billing/subscriptions/cancel.
    /// </summary>
    /// <exception cref="StripeException">It was not changed, or it is unknown whether it was.</exception>
    public Task<StripeSubscription> CancelAtPeriodEndAsync(
        string id, SubscriptionCancellationDetails? details, StripeCallOptions? call, CancellationToken cancellationToken)
    {
        var request = new SubscriptionUpdateRequest { CancelAtPeriodEnd = true, CancellationDetails = details };
        return _transport.SendAsync<StripeSubscription>(CancelAtPeriodEnd, StripeTransport.Path(Folder, id), request, call, cancellationToken);
    }

    /// <summary>Ends a subscription at once and for good. Source: https://docs.stripe.com/api/subscriptions/cancel.</summary>
    /// <remarks>Takes no idempotency key. Repeating it is safe: a subscription that has ended is not ended again, Stripe refuses.</remarks>
    /// <exception cref="StripeException">It did not end, or it is unknown whether it did.</exception>
    public Task<StripeSubscription> CancelAsync(
        string id, SubscriptionCancelRequest? request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeSubscription>(Cancel, StripeTransport.Path(Folder, id), request, call, cancellationToken);

    /// <summary>
    /// Goes on with a subscription whose status is <c>paused</c>. Not for an announced cancellation: see <see cref="UpdateAsync"/>.
    /// Source: https://docs.stripe.com/api/subscriptions/resume.
    /// </summary>
    /// <exception cref="StripeException">It was not resumed, or it is unknown whether it was.</exception>
    public Task<StripeSubscription> ResumeAsync(
        string id, SubscriptionResumeRequest? request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeSubscription>(Resume, StripeTransport.Path(Folder, id, "resume"), request, call, cancellationToken);

    private protected override Task<StripePage<StripeSubscription>> ReadPageAsync(
        SubscriptionListRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.ListAsync<StripeSubscription>(List, Folder, request, call, cancellationToken);
}

/// <summary>How to end a subscription at once. Source: https://docs.stripe.com/api/subscriptions/cancel.</summary>
public sealed record SubscriptionCancelRequest : IFormPart
{
    /// <summary>Whether a last invoice is made for what was used and prorated.</summary>
    public bool? InvoiceNow { get; init; }

    /// <summary>Whether the time that is paid and not used is credited.</summary>
    public bool? Prorate { get; init; }

    /// <summary>Why.</summary>
    public SubscriptionCancellationDetails? CancellationDetails { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("invoice_now", InvoiceNow);
        form.Add("prorate", Prorate);
        form.Add("cancellation_details", CancellationDetails);
    }
}

/// <summary>Why a subscription ends.</summary>
public sealed record SubscriptionCancellationDetails : IFormPart
{
    /// <summary>In words.</summary>
    public string? Comment { get; init; }

    /// <summary>
    /// <c>customer_service</c>, <c>low_quality</c>, <c>missing_features</c>, <c>other</c>, <c>switched_service</c>, <c>too_complex</c>,
    /// <c>too_expensive</c> or <c>unused</c>.
    /// </summary>
    public string? Feedback { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("comment", Comment);
        form.Add("feedback", Feedback);
    }
}

/// <summary>How to go on with a paused subscription. Source: https://docs.stripe.com/api/subscriptions/resume.</summary>
public sealed record SubscriptionResumeRequest : IFormPart
{
    /// <summary><see cref="StripeMoment.Now"/> (Stripe's default) or <see cref="StripeMoment.Unchanged"/>.</summary>
    public StripeMoment? BillingCycleAnchor { get; init; }

    /// <summary><c>create_prorations</c>, <c>always_invoice</c> or <c>none</c>.</summary>
    public string? ProrationBehavior { get; init; }

    /// <summary>The time that prorations are computed for.</summary>
    public DateTimeOffset? ProrationDate { get; init; }

    void IFormPart.WriteTo(FormWriter form)
    {
        form.Add("billing_cycle_anchor", BillingCycleAnchor);
        form.Add("proration_behavior", ProrationBehavior);
        form.Add("proration_date", ProrationDate);
    }
}

/// <summary>Which subscriptions to list. Source: https://docs.stripe.com/api/subscriptions/list.</summary>
public sealed record SubscriptionListRequest : StripeListRequest
{
    /// <summary>Only this customer's.</summary>
    public string? Customer { get; init; }

    /// <summary>Only those with this price.</summary>
    public string? Price { get; init; }

    /// <summary>A status, <c>ended</c>, or <c>all</c>. <see langword="null"/>: all but the cancelled ones.</summary>
    public string? Status { get; init; }

    /// <summary>Only those of this test clock.</summary>
    public string? TestClock { get; init; }

    private protected override void WriteFilters(FormWriter form)
    {
        form.Add("customer", Customer);
        form.Add("price", Price);
        form.Add("status", Status);
        form.Add("test_clock", TestClock);
    }
}
