using System.Text.Json;
using Signalbox.Providers.Signatures;

namespace Signalbox.Providers.Definitions;

/// <summary>
/// How a provider signs, and where in its requests the events are: a parsed and valid definition. docs/PROVIDERS.md tells the format.
/// Immutable.
/// </summary>
public sealed class ProviderDefinition
{
    internal ProviderDefinition(string name, JsonElement json, SignatureScheme signature, bool makesSecrets, int? maxBodyBytes, string[] keepHeaders, EventRules events)
    {
        Name = name;
        Json = json;
        Signature = signature;
        MakesSecrets = makesSecrets;
        MaxBodyBytes = maxBodyBytes;
        KeepHeaders = keepHeaders;
        Events = events;
    }

    /// <summary>The provider's name in settings: 1 to 63 characters of a–z, 0–9, '-' and '_'.</summary>
    public string Name { get; }

    /// <summary>The definition as it was written.</summary>
    public JsonElement Json { get; }

    /// <summary>How requests are signed.</summary>
    public SignatureScheme Signature { get; }

    /// <summary>Whether the provider makes the webhook secrets itself, so that none can be chosen for it.</summary>
    public bool MakesSecrets { get; }

    /// <summary>The largest body in bytes, or <see langword="null"/> if only the ingress's own limit counts.</summary>
    public int? MaxBodyBytes { get; }

    /// <summary>The headers that are kept with an event.</summary>
    internal string[] KeepHeaders { get; }

    /// <summary>The names of the headers that are kept with an event.</summary>
    public IReadOnlyList<string> KeptHeaderNames => KeepHeaders;

    /// <summary>Where the events are.</summary>
    internal EventRules Events { get; }
}

/// <summary>Where in a request the events are, and what of them is what.</summary>
/// <param name="Body">What the body is.</param>
/// <param name="Array">Where the events are, if a request may hold several.</param>
/// <param name="MaxEvents">The most events of one request.</param>
/// <param name="Id">The event's id: the first that has content.</param>
/// <param name="Type">The event's type: the first that has content.</param>
/// <param name="Time">When it happened: the first that has content.</param>
/// <param name="TimeFormat">How the time is written.</param>
/// <param name="Streams">Which stream an event belongs to: the first rule that fits; else <c>endpoint/main</c>.</param>
/// <param name="Handshakes">Requests that want an answer and are no events.</param>
internal sealed record EventRules(
    BodyFormat Body,
    JsonPointer? Array,
    int MaxEvents,
    ValueTemplate[] Id,
    ValueTemplate[] Type,
    ValueTemplate[] Time,
    TimeFormat TimeFormat,
    StreamRule[] Streams,
    HandshakeRule[] Handshakes);

/// <summary>What a body is.</summary>
internal enum BodyFormat
{
    /// <summary>JSON.</summary>
    Json,

    /// <summary><c>application/x-www-form-urlencoded</c>.</summary>
    Form,

    /// <summary>A form if the request's content type says so, otherwise JSON.</summary>
    Auto,
}

/// <summary>How a time is written.</summary>
internal enum TimeFormat
{
    /// <summary>ISO 8601 with an offset, or without one in UTC.</summary>
    Iso8601,

    /// <summary>Unix seconds; a fraction is cut off.</summary>
    Unix,

    /// <summary>Unix milliseconds.</summary>
    UnixMs,

    /// <summary>As in email: <c>Fri, 24 May 2019 17:44:50 +0000</c>.</summary>
    Rfc2822,
}

/// <summary>A condition: the value is there and equals the text.</summary>
internal sealed record Condition(ValueTemplate Value, string Text);

/// <summary>A rule for the stream of an event. It fits if type and condition match and an id is there.</summary>
internal sealed record StreamRule(string[] Types, Condition? When, ValueTemplate Kind, ValueTemplate[] Id);

/// <summary>A request that is no event but wants an answer.</summary>
internal sealed record HandshakeRule(Condition When, ValueTemplate Reply);
