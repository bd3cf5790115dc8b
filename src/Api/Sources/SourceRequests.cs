using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;
using Signalbox.Ingress;
using Signalbox.Operations;
using Signalbox.Publishing;

namespace Signalbox.Sources;

/// <summary>What a source is made with.</summary>
internal sealed record SourceRequest
{
    /// <summary>The longest name of a source.</summary>
    internal const int MaxNameLength = 63;

    /// <summary>The most secrets of a source: each is tried with every webhook.</summary>
    internal const int MostSecrets = 8;

    private const int MaxDescriptionLength = 500;
    private const int MinSecretLength = 8;
    private const int MaxSecretLength = 2_048;

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its provider.</summary>
    public required string Provider { get; init; }

    /// <summary>Its webhook secrets.</summary>
    public IReadOnlyList<string>? Secrets { get; init; }

    /// <summary>What its provider is called with.</summary>
    public SourceCredentials? Credentials { get; init; }

    /// <summary>go_on or hold.</summary>
    public string? DeadLetters { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Networks that its webhooks may come from, such as 203.0.113.0/24; none: any.</summary>
    public IReadOnlyList<string>? AllowFrom { get; init; }

    /// <summary>The URL that its provider was told; empty: the one that this server sees.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(SourceRequest request, FieldFaults faults)
    {
        faults.Require(
            "name",
            request.Name is { Length: > 0 and <= MaxNameLength } name && name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_'),
            $"must be 1 to {MaxNameLength} characters of a-z, 0-9, '-' and '_'.");
        faults.Require(
            "name",
            request.Name is not (PublishedStreams.Product or PublishedStreams.Signalbox),
            $"must be another: {PublishedStreams.Product} is that of what the product publishes, {PublishedStreams.Signalbox} that of what Signalbox tells of itself.");
        faults.Require("provider", request.Provider is not null, "is required.");
        faults.Require("secrets", request.Secrets is null or { Count: <= MostSecrets }, $"must be at most {MostSecrets}.");
        foreach (var (i, secret) in (request.Secrets ?? []).Index())
        {
            CheckSecret(SecretField(i), secret, faults);
        }

        CheckCommon(request.DeadLetters, request.Description, request.Credentials?.ApiKey, faults);
        CheckSender(request.AllowFrom, request.PublicUrl, faults);
    }

    /// <summary>What faults call one of the secrets.</summary>
    internal static string SecretField(int i) => $"secrets/{i}";

    /// <summary>What is wrong with a secret. The fault does not quote it.</summary>
    internal static void CheckSecret(string field, string? secret, FieldFaults faults) => faults.Require(
        field,
        secret is { Length: >= MinSecretLength and <= MaxSecretLength } && secret == secret.Trim() && !secret.Any(char.IsControl) && IsUnicode(secret),
        $"must be {MinSecretLength} to {MaxSecretLength} characters, without white space before or behind.");

    /// <summary>What is wrong with what can be changed.</summary>
    internal static void CheckCommon(string? deadLetters, string? description, string? apiKey, FieldFaults faults)
    {
        faults.Require("dead_letters", deadLetters is null or SourceView.GoOn or SourceView.Hold, $"must be {SourceView.GoOn} or {SourceView.Hold}.");
        faults.Require("description", description is null || (description.Length <= MaxDescriptionLength && !description.Any(char.IsControl)), $"must be at most {MaxDescriptionLength} characters, on one line.");
        faults.Require(
            "credentials.api_key",
            apiKey is null || (apiKey.Length is >= MinSecretLength and <= MaxSecretLength && apiKey.All(static c => c is > ' ' and < '\u007f')),
            $"must be {MinSecretLength} to {MaxSecretLength} visible ASCII characters.");
    }

    /// <summary>What is wrong with where webhooks come from.</summary>
    internal static void CheckSender(IReadOnlyList<string>? allowFrom, string? publicUrl, FieldFaults faults)
    {
        faults.Require(
            "allow_from",
            allowFrom is null || (allowFrom.Count <= AllowList.MostNetworks && allowFrom.All(static n => AllowList.TryParse(n, out _))),
            $"must be at most {AllowList.MostNetworks} addresses or networks such as 203.0.113.0/24.");
        faults.Require("public_url", publicUrl is null or "" || Ingress.PublicUrl.IsValid(publicUrl), "must be an https:// or http:// URL without user, query and fragment, or empty.");
    }

    /// <summary>Leaves out the secrets.</summary>
    public override string ToString() => $"SourceRequest({Name}, {Provider})";

    private static bool IsUnicode(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}

/// <summary>What a provider is called with.</summary>
internal sealed record SourceCredentials
{
    /// <summary>The API key; null: none.</summary>
    public string? ApiKey
    {
        get;

        // Not init: then what is left out would be set to null as well.
        set
        {
            field = value;
            NamesApiKey = true;
        }
    }

    /// <summary>Whether there is an <c>api_key</c>, be it null.</summary>
    [JsonIgnore]
    public bool NamesApiKey { get; private set; }

    /// <summary>Leaves out the key.</summary>
    public override string ToString() => nameof(SourceCredentials);
}

/// <summary>What to change of a source; what is left out stays.</summary>
internal sealed record SourceChangeRequest
{
    /// <summary>active or disabled.</summary>
    public string? State { get; init; }

    /// <summary>What its provider is called with from now on; with an api_key of null nothing any more.</summary>
    public SourceCredentials? Credentials { get; init; }

    /// <summary>go_on or hold.</summary>
    public string? DeadLetters { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Networks that its webhooks may come from, such as 203.0.113.0/24; none: any.</summary>
    public IReadOnlyList<string>? AllowFrom { get; init; }

    /// <summary>The URL that its provider was told; empty: the one that this server sees.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(SourceChangeRequest request, FieldFaults faults)
    {
        faults.Require("state", request.State is null or "active" or "disabled", "must be active or disabled.");
        SourceRequest.CheckCommon(request.DeadLetters, request.Description, request.Credentials?.ApiKey, faults);
        SourceRequest.CheckSender(request.AllowFrom, request.PublicUrl, faults);
    }
}

/// <summary>A secret to add.</summary>
internal sealed record SecretRequest
{
    private static readonly TimeSpan UsualGrace = TimeSpan.FromHours(24);
    private static readonly TimeSpan LongestGrace = TimeSpan.FromDays(365);

    /// <summary>The secret; left out: one is generated, for providers that take any.</summary>
    public string? Secret { get; init; }

    /// <summary>How long the others stay valid, as hh:mm:ss or d.hh:mm:ss; never: for good. Default 24 hours.</summary>
    public string? ExpireOthersAfter { get; init; }

    /// <summary>The time that is asked for; <see langword="null"/>: for good.</summary>
    internal TimeSpan? Grace => ExpireOthersAfter switch
    {
        null => UsualGrace,
        "never" => null,
        var text => TimeSpan.Parse(text, CultureInfo.InvariantCulture),
    };

    /// <summary>What is wrong with it, by field.</summary>
    internal static void Check(SecretRequest request, FieldFaults faults)
    {
        if (request.Secret is not null)
        {
            SourceRequest.CheckSecret("secret", request.Secret, faults);
        }

        faults.Require(
            "expire_others_after",
            request.ExpireOthersAfter is null or "never"
                || (TimeSpan.TryParse(request.ExpireOthersAfter, CultureInfo.InvariantCulture, out var grace) && grace >= TimeSpan.Zero && grace <= LongestGrace),
            $"must be a time of at most {LongestGrace.Days} days such as 1.00:00:00 (a day), 00:00:00 (at once), or never.");
    }

    /// <summary>Leaves out the secret.</summary>
    public override string ToString() => nameof(SecretRequest);
}

/// <summary>Reads requests about sources.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(SourceRequest))]
[JsonSerializable(typeof(SourceChangeRequest))]
[JsonSerializable(typeof(SecretRequest))]
internal sealed partial class SourceJson : JsonSerializerContext;
