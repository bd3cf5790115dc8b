using System.Text.Json;

namespace Signalbox.Providers.Stripe.Api;

/// <summary>
/// Reads what happened in the last 30 days. Source: https://docs.stripe.com/api/events. Lists begin with the newest event; with
/// <see cref="StripeListRequest.EndingBefore"/> everything after a known event comes in the order in which it happened.
/// </summary>
public sealed class StripeEvents : StripeList<EventListRequest, StripeEvent>
{
    private const string Folder = "events";

    private static readonly StripeOperation Retrieve = StripeOperation.Get("events.retrieve");
    private static readonly StripeOperation List = StripeOperation.Get("events.list");

    private readonly StripeTransport _transport;

    internal StripeEvents(StripeTransport transport) => _transport = transport;

    private protected override StripeOperation ListOperation => List;

    /// <summary>Reads an event. Source: https://docs.stripe.com/api/events/retrieve.</summary>
    /// <exception cref="StripeException">There is no answer; <see cref="StripeErrorKind.NotFound"/> also if it is older than 30 days.</exception>
    public Task<StripeEvent> RetrieveAsync(string id, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.SendAsync<StripeEvent>(Retrieve, StripeTransport.Path(Folder, id), null, call, cancellationToken);

    private protected override Task<StripePage<StripeEvent>> ReadPageAsync(
        EventListRequest request, StripeCallOptions? call, CancellationToken cancellationToken) =>
        _transport.ListAsync<StripeEvent>(List, Folder, request, call, cancellationToken);
}

/// <summary>Which events to list. Source: https://docs.stripe.com/api/events/list.</summary>
public sealed record EventListRequest : StripeListRequest
{
    /// <summary>The most entries of <see cref="Types"/>.</summary>
    public const int MaxTypes = 20;

    /// <summary>Only this type, or with a <c>*</c> all that begin so: <c>customer.*</c>.</summary>
    public string? Type { get; init; }

    /// <summary>Only these types. At most <see cref="MaxTypes"/>; not together with <see cref="Type"/>.</summary>
    public IReadOnlyList<string>? Types { get; init; }

    /// <summary>Only those of which all webhooks were taken, or only those of which some were not.</summary>
    public bool? DeliverySuccess { get; init; }

    private protected override void WriteFilters(FormWriter form)
    {
        CallerValues.CheckRange(Types?.Count ?? 0, 0, MaxTypes, nameof(Types));
        form.Add("type", Type);
        form.Add("types", Types);
        form.Add("delivery_success", DeliverySuccess);
    }
}

/// <summary>
/// An event. Its copy of the object has the account's API version of that time; the webhook of the same event has its endpoint's.
/// Source: https://docs.stripe.com/api/events/object.
/// </summary>
public sealed class StripeEvent : StripeObject, IStripeResource<StripeEvent>
{
    private StripeEvent(StripeRecord record)
        : base(record)
    {
    }

    static string IStripeResource<StripeEvent>.TypeName => "event";

    /// <summary>What happened: <c>invoice.paid</c>.</summary>
    public string? Type => Json.Text("type"u8);

    /// <summary>The version of the API that the object's copy has: the account's at that time.</summary>
    public string? ApiVersion => Json.Text("api_version"u8);

    /// <summary>The connected account that it happened in.</summary>
    public string? Account => Json.Text("account"u8);

    /// <summary>The id of the request that caused it; <see langword="null"/> if Stripe did so itself.</summary>
    public string? CausedBy => Json.Reference("request"u8);

    /// <summary>The idempotency key of the request that caused it.</summary>
    public string? IdempotencyKey => Json.Child("request"u8)?.Text("idempotency_key"u8);

    /// <summary>The object as it was then.</summary>
    public JsonElement? Data => Json.Child("data"u8)?.Child("object"u8);

    /// <summary>What the changed members were before.</summary>
    public JsonElement? PreviousAttributes => Json.Child("data"u8)?.Child("previous_attributes"u8);

    static StripeEvent IStripeResource<StripeEvent>.From(StripeRecord record) => new(record);
}
