using System.Text.Json;

namespace Signalbox.Providers.Stripe.Api;

/// <summary>
/// An object as Stripe answered it. Members that Stripe left out, or sent in another shape, are <see langword="null"/>; everything that has
/// no member is in <see cref="Json"/>. Immutable. <see cref="ToString"/> names it and holds nothing else of it.
/// </summary>
public abstract class StripeObject
{
    private readonly Lazy<IReadOnlyDictionary<string, string>> _metadata;

    private protected StripeObject(StripeRecord record)
    {
        Raw = record.Raw;
        Json = record.Json;
        Answer = record.Answer;
        Id = record.Id;
        _metadata = new Lazy<IReadOnlyDictionary<string, string>>(() => Json.Texts("metadata"u8));
    }

    /// <summary>The object's id.</summary>
    public string Id { get; }

    /// <summary>The object's type, for example <c>payment_intent</c>.</summary>
    public string ObjectType => Json.Text("object"u8)!;

    /// <summary>Whether the object is of live mode.</summary>
    public bool? Livemode => Json.Flag("livemode"u8);

    /// <summary>When it was created, by Stripe's clock.</summary>
    public DateTimeOffset? Created => Json.Time("created"u8);

    /// <summary>Whether Stripe says only that the object was deleted: all other members are missing then.</summary>
    public bool IsDeleted => Json.Flag("deleted"u8) is true;

    /// <summary>What was attached to it. Empty if nothing was.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _metadata.Value;

    /// <summary>The object's own bytes, UTF-8, as they were sent.</summary>
    public ReadOnlyMemory<byte> Raw { get; }

    /// <summary>The object, parsed. May be kept and read by any number of threads.</summary>
    public JsonElement Json { get; }

    /// <summary>The answer that it came in.</summary>
    public StripeAnswer Answer { get; }

    /// <summary>Type and id.</summary>
    public sealed override string ToString() => $"{ObjectType} {Id}";
}

/// <summary>What is known of an answer besides its objects.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="RequestId">What Stripe's support and dashboard find the call by.</param>
/// <param name="IsReplay">Stripe repeated the answer that it gave to the first call with this idempotency key.</param>
/// <param name="ApiVersion">The version of the answer's shape, as Stripe says.</param>
/// <param name="Date">When Stripe answered, by its clock, in whole seconds; <see langword="null"/> if it does not say.</param>
public sealed record StripeAnswer(int Status, string? RequestId, bool IsReplay, string? ApiVersion, DateTimeOffset? Date = null);

/// <summary>One object of an answer, checked: it has an id and the expected type.</summary>
internal sealed record StripeRecord(JsonElement Json, ReadOnlyMemory<byte> Raw, string Id, StripeAnswer Answer);

/// <summary>How an object of a type is recognised and made.</summary>
internal interface IStripeResource<out TSelf>
    where TSelf : StripeObject
{
    /// <summary>What its <c>object</c> says.</summary>
    static abstract string TypeName { get; }

    static abstract TSelf From(StripeRecord record);
}
