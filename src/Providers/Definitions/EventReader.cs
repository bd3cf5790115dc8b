using System.IO.Enumeration;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace Signalbox.Providers.Definitions;

/// <summary>Reads the events of a request as a definition's rules say. Safe for any number of callers at once.</summary>
internal sealed class EventReader(EventRules rules)
{
    /// <summary>The type under which an element of an array is kept that is no event.</summary>
    internal const string UnreadableType = "unreadable";

    private const string EndpointKind = "endpoint";
    private const string MainEndpoint = "main";
    private const int MaxNameChars = 255;
    private const int MaxReplyChars = 4096;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 256 };

    internal WebhookContent Read(in WebhookRequest request)
    {
        if (IsForm(request))
        {
            return FormBody.Parse(request.Body.Span) is { } form
                ? ReadOne(new EventContext(request, default, form, request.Body, type: null))
                : WebhookContent.Refused(EnvelopeFault.TooManyFields);
        }

        if (!Utf8.IsValid(request.Body.Span))
        {
            return WebhookContent.Refused(EnvelopeFault.NotUtf8);
        }

        try
        {
            using var document = JsonDocument.Parse(request.Body, Strict);
            return ReadJson(request, document.RootElement);
        }
        catch (JsonException)
        {
            return WebhookContent.Refused(EnvelopeFault.NotJson);
        }
    }

    private WebhookContent ReadJson(in WebhookRequest request, JsonElement root)
    {
        if (rules.Array is { } pointer)
        {
            if (!pointer.TryFind(root, out var found) || found.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
            {
                return WebhookContent.Refused(EnvelopeFault.NoEvents);
            }

            if (found.ValueKind is JsonValueKind.Array)
            {
                return ReadMany(request, found);
            }
        }

        return root.ValueKind is JsonValueKind.Object
            ? ReadOne(new EventContext(request, root, form: null, request.Body, type: null))
            : WebhookContent.Refused(EnvelopeFault.NotAnObject);
    }

    private WebhookContent ReadOne(scoped in EventContext context)
    {
        foreach (var handshake in rules.Handshakes)
        {
            if (Holds(handshake.When, context))
            {
                return handshake.Reply.Evaluate(context) is { Length: <= MaxReplyChars } reply
                    ? WebhookContent.Handshake(reply)
                    : WebhookContent.Refused(EnvelopeFault.BadHandshake);
            }
        }

        var fault = ReadEnvelope(context, out var envelope);
        return fault is EnvelopeFault.None ? WebhookContent.One(envelope) : WebhookContent.Refused(fault);
    }

    private WebhookContent ReadMany(in WebhookRequest request, JsonElement array)
    {
        var count = array.GetArrayLength();
        if (count > rules.MaxEvents)
        {
            return WebhookContent.Refused(EnvelopeFault.TooManyEvents);
        }

        var events = new List<WebhookEvent>(count);
        foreach (var element in array.EnumerateArray())
        {
            var payload = SliceOf(request.Body, element);
            var fault = element.ValueKind is JsonValueKind.Object
                ? ReadEnvelope(new EventContext(request, element, form: null, payload, type: null), out var envelope)
                : Without(out envelope);

            // Refusing the request would make the provider send the good ones for ever; dropping this one would lose it in silence.
            events.Add(new WebhookEvent(fault is EnvelopeFault.None ? envelope : Unreadable(payload), payload));
        }

        return WebhookContent.Many(events);
    }

    private EnvelopeFault ReadEnvelope(scoped in EventContext context, out EventEnvelope envelope)
    {
        envelope = default;
        if (ValueTemplate.First(rules.Type, context) is not { } type)
        {
            return EnvelopeFault.MissingType;
        }

        var typed = context.WithType(type);
        if (ValueTemplate.First(rules.Id, typed) is not { } id)
        {
            return EnvelopeFault.MissingId;
        }

        var (kind, entity) = StreamOf(type, typed);
        var fault = !IsName(type) ? EnvelopeFault.BadType
            : !IsName(id) ? EnvelopeFault.BadId
            : !IsName(entity) || !IsName(kind) || kind.Contains('/', StringComparison.Ordinal) ? EnvelopeFault.BadEntityId
            : EnvelopeFault.None;
        if (fault is EnvelopeFault.None)
        {
            var time = ValueTemplate.First(rules.Time, typed) is { } text ? EventTime.Parse(text, rules.TimeFormat) : 0;
            envelope = new EventEnvelope(id, type, time, Livemode: true, kind, entity);
        }

        return fault;
    }

    private (string Kind, string Entity) StreamOf(string type, scoped in EventContext context)
    {
        foreach (var rule in rules.Streams)
        {
            if (Array.Exists(rule.Types, pattern => FileSystemName.MatchesSimpleExpression(pattern, type, ignoreCase: false))
                && (rule.When is null || Holds(rule.When, context))
                && rule.Kind.Evaluate(context) is { } kind
                && ValueTemplate.First(rule.Id, context) is { } entity)
            {
                return (kind, entity);
            }
        }

        return (EndpointKind, MainEndpoint);
    }

    /// <summary>Whether a request says that its body is a form.</summary>
    internal static bool HasFormContentType(in WebhookRequest request) =>
        request.Headers.ContentType.ToString().StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    private bool IsForm(in WebhookRequest request) => rules.Body switch
    {
        BodyFormat.Form => true,
        BodyFormat.Auto => HasFormContentType(request),
        _ => false,
    };

    private static bool Holds(Condition condition, scoped in EventContext context) =>
        string.Equals(condition.Value.Evaluate(context), condition.Text, StringComparison.Ordinal);

    // Besides NUL, which PostgreSQL's text cannot hold: a line break in an id forges log lines. The replacement character stands for what
    // was no text, half a surrogate pair for instance.
    private static bool IsName(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is < ' ' or (>= 0x7f and <= 0x9f) or 0xfffd)
            {
                return false;
            }
        }

        return text.Length <= MaxNameChars;
    }

    private static EnvelopeFault Without(out EventEnvelope envelope)
    {
        envelope = default;
        return EnvelopeFault.NotAnObject;
    }

    private static EventEnvelope Unreadable(ReadOnlyMemory<byte> payload) =>
        new(EventContext.HashOf(payload.Span), UnreadableType, OccurredAt: 0, Livemode: true, EndpointKind, MainEndpoint);

    /// <summary>The element's own bytes within the body, which the document was made from without copying.</summary>
    private static ReadOnlyMemory<byte> SliceOf(ReadOnlyMemory<byte> body, JsonElement element)
    {
        var raw = JsonMarshal.GetRawUtf8Value(element);
        return body.Span.Overlaps(raw, out var start)
            ? body.Slice(start, raw.Length)
            : throw new InvalidOperationException("An element of a JSON document lies outside the bytes that it was read from.");
    }
}
