using System.Text.Json;
using System.Text.Unicode;

namespace Signalbox.Providers.Definitions;

/// <summary>Reads definitions, built-in and others alike, as a whole: every fault is found at once and named by its key.</summary>
public static class DefinitionReader
{
    /// <summary>The longest definition in bytes.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int DefaultMaxEvents = 1000;
    private const int MostEvents = 10_000;
    private const int MostBodyBytes = 16 << 20;
    private const int MaxNameChars = 63;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };
    private static readonly string[] DefaultHeaders = ["Content-Type", "User-Agent"];

    /// <summary>Reads a definition.</summary>
    /// <param name="utf8">Its JSON.</param>
    /// <param name="faults">Everything that is wrong; empty if there is a result.</param>
    /// <returns>The definition, or <see langword="null"/> if something is wrong.</returns>
    public static ProviderDefinition? Read(ReadOnlyMemory<byte> utf8, out IReadOnlyList<DefinitionFault> faults)
    {
        var found = new List<DefinitionFault>();
        faults = found;
        if (utf8.Length > MaxBytes || !Utf8.IsValid(utf8.Span))
        {
            found.Add(new DefinitionFault(string.Empty, $"must be UTF-8 of at most {MaxBytes} bytes"));
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(utf8, Options);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                found.Add(new DefinitionFault(string.Empty, "must be an object"));
                return null;
            }

            var definition = Read(new DefinitionNode(document.RootElement, string.Empty, found), document.RootElement.Clone());
            return found.Count == 0 ? definition : null;
        }
        catch (JsonException e)
        {
            found.Add(new DefinitionFault(string.Empty, $"is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}"));
            return null;
        }
        catch (InvalidOperationException)
        {
            found.Add(new DefinitionFault(string.Empty, "must not hold half of a surrogate pair in a name"));
            return null;
        }
    }

    private static ProviderDefinition Read(DefinitionNode node, JsonElement json)
    {
        var name = node.Text("name");
        if (name.Length > MaxNameChars || !name.All(static c => c is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '-' or '_'))
        {
            node.Fault("name", $"must be 1 to {MaxNameChars} characters of a-z, 0-9, '-' and '_'");
        }

        // For people only.
        node.Text("documentation", otherwise: string.Empty, maxChars: 1024);
        var makesSecrets = node.Choice("secrets", "chosen", "chosen", "provider") == "provider";
        var signature = node.Object("signature", isNeeded: true);
        var scheme = signature is null ? null : SignatureReader.Read(signature);
        var body = node.Choice("body", "json", "json", "form", "auto") switch { "form" => BodyFormat.Form, "auto" => BodyFormat.Auto, _ => BodyFormat.Json };
        var array = ReadArray(node, body);
        var maxEvents = node.Number("max_events", DefaultMaxEvents, 1, MostEvents);
        var maxBodyBytes = node.Number("max_body_bytes", 0, 1024, MostBodyBytes);
        var rules = new TemplateRules(body, array is not null, SignatureReader.SecretHeaderOf(json));
        var id = node.Templates("id", isNeeded: true, rules, isEventId: true);
        var type = ReadType(node, rules);
        var time = ReadTime(node, rules, out var format);
        var events = new EventRules(
            body, array, maxEvents, id, type, time, format,
            [.. node.Objects("streams").Select(n => ReadStream(n, rules))], [.. node.Objects("handshakes").Select(n => ReadHandshake(n, rules))]);
        var kept = ReadKeptHeaders(node, rules);
        node.Close();

        // Without a scheme there is a fault, and then nobody gets to see this.
        return new ProviderDefinition(name, json, scheme!, makesSecrets, maxBodyBytes > 0 ? maxBodyBytes : null, kept, events);
    }

    private static JsonPointer? ReadArray(DefinitionNode node, BodyFormat body)
    {
        if (!node.Has("events"))
        {
            node.Text("events", otherwise: string.Empty);
            return null;
        }

        var text = node.Text("events", allowEmpty: true);
        if (!JsonPointer.TryParse(text, out var pointer))
        {
            node.Fault("events", "must be a JSON pointer (RFC 6901): empty if the body itself is the array, otherwise such as /items");
        }
        else if (body is BodyFormat.Form)
        {
            node.Fault("events", "must be absent: a form is one event");
        }

        return pointer;
    }

    private static ValueTemplate[] ReadType(DefinitionNode node, TemplateRules rules)
    {
        var templates = node.Templates("type", isNeeded: true, rules);
        if (Array.Exists(templates, static t => t.UsesType))
        {
            node.Fault("type", "must not be made of {type}");
        }

        return templates;
    }

    private static ValueTemplate[] ReadTime(DefinitionNode node, TemplateRules rules, out TimeFormat format)
    {
        format = TimeFormat.Iso8601;
        if (node.Object("time", isNeeded: false) is not { } time)
        {
            return [];
        }

        format = time.Choice("format", "iso8601", "iso8601", "unix", "unix_ms", "rfc2822") switch
        {
            "unix" => TimeFormat.Unix,
            "unix_ms" => TimeFormat.UnixMs,
            "rfc2822" => TimeFormat.Rfc2822,
            _ => TimeFormat.Iso8601,
        };
        var templates = time.Templates("from", isNeeded: true, rules);
        time.Close();
        return templates;
    }

    private static StreamRule ReadStream(DefinitionNode node, TemplateRules rules)
    {
        var types = node.Texts("types", isNeeded: false);
        foreach (var (_, pattern) in types.Where(static t => t.Text.AsSpan().ContainsAny('?', '\\', '"') || t.Text.AsSpan().ContainsAny('<', '>')))
        {
            node.Fault("types", $"has the pattern '{pattern}': only * has a meaning, and ? \\ \" < > must not stand there");
        }

        var kinds = node.Templates("kind", isNeeded: true, rules);
        if (kinds.Length > 1)
        {
            node.Fault("kind", "must be one template");
        }

        var rule = new StreamRule(
            types.Count == 0 ? ["*"] : [.. types.Select(static t => t.Text)], ReadCondition(node, rules, isNeeded: false), kinds.FirstOrDefault()!, node.Templates("id", isNeeded: true, rules));
        node.Close();
        return rule;
    }

    private static HandshakeRule ReadHandshake(DefinitionNode node, TemplateRules rules)
    {
        var condition = ReadCondition(node, rules, isNeeded: true);
        var replies = node.Templates("reply", isNeeded: true, rules);
        node.Close();
        return new HandshakeRule(condition!, replies.FirstOrDefault()!);
    }

    private static Condition? ReadCondition(DefinitionNode node, TemplateRules rules, bool isNeeded)
    {
        if (node.Object("when", isNeeded) is not { } when)
        {
            return null;
        }

        var values = when.Templates("value", isNeeded: true, rules);
        var text = when.Text("equals");
        when.Close();
        return values is [var value, ..] ? new Condition(value, text) : null;
    }

    private static string[] ReadKeptHeaders(DefinitionNode node, TemplateRules rules)
    {
        var names = node.Texts("keep_headers", isNeeded: false);
        foreach (var (_, name) in names)
        {
            if (rules.IsSecret(name))
            {
                node.Fault("keep_headers", $"must not name {name}, which carries a secret");
            }
            else if (!HeaderName.IsOne(name))
            {
                node.Fault("keep_headers", $"has the name '{name}', which {HeaderName.Rule}");
            }
        }

        return names.Count == 0 ? DefaultHeaders : [.. names.Select(static n => n.Text)];
    }
}
