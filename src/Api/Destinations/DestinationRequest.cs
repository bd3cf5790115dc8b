using System.Text.Json;
using System.Text.Json.Serialization;
using Signalbox.Operations;
using Signalbox.Publishing;
using Signalbox.Sources;

namespace Signalbox.Destinations;

/// <summary>What can be said of a destination when it is made and when it is changed; what is left out is usual, or stays.</summary>
internal abstract record DestinationRequest
{
    /// <summary>The most destinations that are not deleted.</summary>
    internal const int MostDestinations = 10_000;

    /// <summary>The most secrets of a destination: each makes a signature of every request.</summary>
    internal const int MostSecrets = 10;

    private const int MaxUrlLength = 2_048;
    private const int MaxDescriptionLength = 500;
    private const int MostSources = 100;
    private const int MaxSourceLength = 63;
    private const int LargestRate = 10_000;
    private const int MostConcurrency = 100;

    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan ShortestFailing = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestFailing = TimeSpan.FromDays(90);

    /// <summary>Whose events: a tenant, null or *.</summary>
    public JsonElement Tenant { get; init; }

    /// <summary>Where to.</summary>
    public string? Url { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Patterns of types.</summary>
    public IReadOnlyList<string?>? Types { get; init; }

    /// <summary>Names of sources.</summary>
    public IReadOnlyList<string?>? Sources { get; init; }

    /// <summary>JSON pointers and accepted values.</summary>
    public JsonElement Fields { get; init; }

    /// <summary>Headers that are added.</summary>
    public IReadOnlyDictionary<string, string?>? Headers { get; init; }

    /// <summary>entity, destination or none.</summary>
    public string? Ordered { get; init; }

    /// <summary>go_on or hold.</summary>
    public string? DeadLetters { get; init; }

    /// <summary>full or thin.</summary>
    public string? Payload { get; init; }

    /// <summary>Requests a second, or null.</summary>
    public JsonElement Rate { get; init; }

    /// <summary>Requests in flight.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Waits, or {"exponential": …}, or null.</summary>
    public JsonElement Retry { get; init; }

    /// <summary>How long a request may take.</summary>
    public string? Timeout { get; init; }

    /// <summary>How long it may fail before it is disabled, or null.</summary>
    public JsonElement DisableAfter { get; init; }

    /// <summary>The headers that are asked for.</summary>
    [JsonIgnore]
    internal IReadOnlyList<KeyValuePair<string, string>>? HeaderList => Headers is null ? null : [.. Headers.Select(static h => KeyValuePair.Create(h.Key, h.Value!))];

    /// <summary>What is configured afterwards. For requests without faults.</summary>
    internal DestinationForm ApplyTo(DestinationForm form) => form with
    {
        Tenant = Tenant.ValueKind is JsonValueKind.Undefined ? form.Tenant : Tenant.GetString(),
        Url = Url ?? form.Url,
        Description = Description ?? form.Description,
        Types = Types is null ? form.Types : [.. Types.Select(static t => t!).Distinct(StringComparer.Ordinal)],
        Sources = Sources is null ? form.Sources : [.. Sources.Select(static s => s!).Distinct(StringComparer.Ordinal)],
        Fields = Fields.ValueKind switch { JsonValueKind.Undefined => form.Fields, JsonValueKind.Null => "{}", _ => Fields.GetRawText() },
        Ordered = Ordered ?? form.Ordered,
        DeadLetters = DeadLetters ?? form.DeadLetters,
        Payload = Payload ?? form.Payload,
        Rate = Rate.ValueKind switch { JsonValueKind.Undefined => form.Rate, JsonValueKind.Null => null, _ => Rate.GetInt32() },
        Concurrency = Concurrency ?? form.Concurrency,
        RetryWaits = Retry.ValueKind is JsonValueKind.Undefined ? form.RetryWaits : RetryRequest.Read(Retry, new FieldFaults()),
        Timeout = Durations.TryParse(Timeout, out var timeout) ? timeout : form.Timeout,
        DisableAfter = DisableAfter.ValueKind is JsonValueKind.Undefined ? form.DisableAfter : Durations.TryRead(DisableAfter, out var after) ? after : null,
    };

    /// <summary>Leaves out headers and secrets.</summary>
    public override string ToString() => GetType().Name;

    /// <summary>What is wrong with what both requests can say, by field.</summary>
    private protected void CheckCommon(FieldFaults faults)
    {
        faults.Require(
            "tenant",
            Tenant.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (Tenant.ValueKind is JsonValueKind.String && Tenant.GetString() is { } tenant && (tenant == "*" || PublishedStreams.IsTenant(tenant))),
            $"must be a tenant's name of 1 to {PublishedStreams.MaxTenantLength} visible ASCII characters without / ? # \\ and \", or * for everybody's events, or null for those of no tenant.");
        faults.Require("url", Url is null || IsUrl(Url), $"must be an absolute http:// or https:// URL of at most {MaxUrlLength} characters, without user and fragment.");
        faults.Require("description", Description is null || (Description.Length <= MaxDescriptionLength && !Description.Any(char.IsControl)), $"must be at most {MaxDescriptionLength} characters, on one line.");
        CheckFilters(faults);
        DestinationHeaders.Check(Headers, faults);
        faults.CheckWord("ordered", Ordered, DestinationForm.ByEntity, DestinationForm.ByDestination, DestinationForm.ByNothing);
        faults.CheckWord("dead_letters", DeadLetters, DestinationForm.GoOn, DestinationForm.Hold);
        faults.CheckWord("payload", Payload, DestinationForm.Full, DestinationForm.Thin);
        faults.Require(
            "rate",
            Rate.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (Rate.ValueKind is JsonValueKind.Number && Rate.TryGetInt32(out var rate) && rate is > 0 and <= LargestRate),
            $"must be a whole number of requests a second from 1 to {LargestRate}, or null for no limit.");
        faults.Require("concurrency", Concurrency is null or (> 0 and <= MostConcurrency), $"must be a whole number from 1 to {MostConcurrency}.");
        faults.Require("timeout", Timeout is null || (Durations.TryParse(Timeout, out var timeout) && timeout >= ShortestTimeout && timeout <= LongestTimeout), "must be a time from 00:00:01 to 00:01:00, in whole seconds.");
        faults.Require(
            "disable_after",
            DisableAfter.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null || (Durations.TryRead(DisableAfter, out var after) && after >= ShortestFailing && after <= LongestFailing),
            $"must be a time from 00:01:00 to {LongestFailing.Days}.00:00:00, in whole seconds, or null for never.");
        if (Retry.ValueKind is not JsonValueKind.Undefined)
        {
            RetryRequest.Read(Retry, faults);
        }
    }

    private void CheckFilters(FieldFaults faults)
    {
        faults.Require(
            "types",
            Types is null || (Types.Count <= TypePatterns.MostPatterns && Types.All(TypePatterns.IsValid)),
            $"must be at most {TypePatterns.MostPatterns} event types or patterns such as invoice.*, each of at most {TypePatterns.MaxLength} characters, without white space.");
        faults.Require(
            "sources",
            Sources is null || (Sources.Count <= MostSources && Sources.All(static s => s is { Length: > 0 and <= MaxSourceLength } && s.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_'))),
            $"must be at most {MostSources} names of sources, or {PublishedStreams.Product} or {PublishedStreams.Signalbox}.");
        if (Fields.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null))
        {
            FieldFilter.Read(Fields, (pointer, fault) => faults.Require(pointer.Length == 0 ? "fields" : $"fields.{pointer}", false, fault));
        }
    }

    private static bool IsUrl(string url) => url.Length <= MaxUrlLength && Uri.TryCreate(url, UriKind.Absolute, out var parsed)
        && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps) && parsed is { UserInfo: "", Fragment: "" } && parsed.Host.Length > 0;
}

/// <summary>What a destination is made with.</summary>
internal sealed record NewDestinationRequest : DestinationRequest
{
    /// <summary>How requests are signed: v1.</summary>
    public string? Scheme { get; init; }

    /// <summary>The secret; left out: one is generated.</summary>
    public string? Secret { get; init; }

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(NewDestinationRequest request, FieldFaults faults)
    {
        faults.Require("url", request.Url is not null, "is required.");
        request.CheckCommon(faults);
        DestinationSecretRequest.CheckSecret(request.Scheme, request.Secret, faults);
    }

    /// <summary>Leaves out headers and secrets.</summary>
    public override string ToString() => nameof(NewDestinationRequest);
}

/// <summary>What to change of a destination; what is left out stays.</summary>
internal sealed record ChangedDestinationRequest : DestinationRequest
{
    /// <summary>active or disabled.</summary>
    public string? State { get; init; }

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(ChangedDestinationRequest request, FieldFaults faults)
    {
        faults.CheckWord("state", request.State, DestinationForm.Active, DestinationForm.Disabled);
        request.CheckCommon(faults);
    }

    /// <summary>Leaves out headers.</summary>
    public override string ToString() => nameof(ChangedDestinationRequest);
}

/// <summary>A secret to add.</summary>
internal sealed record DestinationSecretRequest
{
    /// <summary>How requests are signed with it: v1.</summary>
    public string? Scheme { get; init; }

    /// <summary>The secret; left out: one is generated.</summary>
    public string? Secret { get; init; }

    /// <summary>How long the others go on signing, as hh:mm:ss or d.hh:mm:ss; never: for good. Default 24 hours.</summary>
    public string? ExpireOthersAfter { get; init; }

    /// <summary>The time that is asked for; <see langword="null"/>: for good.</summary>
    internal TimeSpan? Grace => Others.Grace;

    private SecretRequest Others => new() { ExpireOthersAfter = ExpireOthersAfter };

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(DestinationSecretRequest request, FieldFaults faults)
    {
        CheckSecret(request.Scheme, request.Secret, faults);
        SecretRequest.Check(request.Others, faults);
    }

    /// <summary>What is wrong with a secret. The fault does not quote it.</summary>
    internal static void CheckSecret(string? scheme, string? secret, FieldFaults faults)
    {
        faults.CheckWord("scheme", scheme, DestinationSecret.Shared);
        if (secret is not null && DestinationSecret.Check(secret) is { } fault)
        {
            faults.Require("secret", false, fault);
        }
    }

    /// <summary>Leaves out the secret.</summary>
    public override string ToString() => nameof(DestinationSecretRequest);
}

/// <summary>Reads requests about destinations.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(NewDestinationRequest))]
[JsonSerializable(typeof(ChangedDestinationRequest))]
[JsonSerializable(typeof(DestinationSecretRequest))]
internal sealed partial class DestinationJson : JsonSerializerContext;
