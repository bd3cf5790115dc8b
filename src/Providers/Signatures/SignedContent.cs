using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Signalbox.Providers.Signatures;

/// <summary>
/// What an HMAC is made over, written as a template: literal text, <c>{body}</c> exactly once, and <c>{timestamp}</c>, <c>{id}</c> and
/// <c>{url}</c> at most once each. <c>v0:{timestamp}:{body}</c> is Slack's. Immutable.
/// </summary>
public sealed class SignedContent
{
    /// <summary>The most bytes of literal text.</summary>
    internal const int MaxLiteralBytes = 256;

    private readonly Part[] _before;
    private readonly Part[] _after;

    private SignedContent(List<Part> parts)
    {
        var body = parts.FindIndex(static p => p.Kind is PartKind.Body);
        _before = [.. parts[..body]];
        _after = [.. parts[(body + 1)..]];
        HasTimestamp = parts.Exists(static p => p.Kind is PartKind.Timestamp);
        HasId = parts.Exists(static p => p.Kind is PartKind.Id);
        HasUrl = parts.Exists(static p => p.Kind is PartKind.Url);
    }

    private enum PartKind
    {
        Literal,
        Body,
        Timestamp,
        Id,
        Url,
    }

    /// <summary>Whether the timestamp is signed.</summary>
    public bool HasTimestamp { get; }

    /// <summary>Whether the delivery's id is signed.</summary>
    public bool HasId { get; }

    /// <summary>Whether the URL is signed.</summary>
    public bool HasUrl { get; }

    /// <summary>Reads a template.</summary>
    /// <param name="template">The template.</param>
    /// <param name="content">What it says.</param>
    /// <param name="fault">What would be right, if it cannot be used.</param>
    public static bool TryParse(string template, [NotNullWhen(true)] out SignedContent? content, [NotNullWhen(false)] out string? fault)
    {
        content = null;
        fault = null;
        var parts = new List<Part>();
        var rest = template.AsSpan();
        while (!rest.IsEmpty)
        {
            var open = rest.IndexOf('{');
            var literal = open < 0 ? rest : rest[..open];
            if (literal.Length > 0)
            {
                parts.Add(new Part(PartKind.Literal, Encoding.UTF8.GetBytes(literal.ToString())));
            }

            if (open < 0)
            {
                break;
            }

            var close = rest.IndexOf('}');
            if (close < open || KindOf(rest[(open + 1)..close]) is not { } kind)
            {
                fault = "may hold {body}, {timestamp}, {id} and {url}, and no other braces";
                return false;
            }

            parts.Add(new Part(kind, []));
            rest = rest[(close + 1)..];
        }

        var named = parts.Where(static p => p.Kind is not PartKind.Literal).Select(static p => p.Kind).ToList();
        fault = named.Distinct().Count() != named.Count ? "must not hold the same part twice"
            : !named.Contains(PartKind.Body) ? "must hold {body}: what is not signed, anybody can change"
            : parts.Sum(static p => p.Text.Length) > MaxLiteralBytes ? $"must not hold more than {MaxLiteralBytes} bytes of text"
            : null;
        content = fault is null ? new SignedContent(parts) : null;
        return content is not null;
    }

    /// <summary>Writes what comes before the body.</summary>
    /// <returns>How many bytes.</returns>
    internal int WriteBefore(Span<byte> bytes, ReadOnlySpan<char> timestamp, string id, string url) => Write(_before, bytes, timestamp, id, url);

    /// <summary>Writes what comes after the body.</summary>
    /// <returns>How many bytes.</returns>
    internal int WriteAfter(Span<byte> bytes, ReadOnlySpan<char> timestamp, string id, string url) => Write(_after, bytes, timestamp, id, url);

    private static int Write(Part[] parts, Span<byte> bytes, ReadOnlySpan<char> timestamp, string id, string url)
    {
        var length = 0;
        foreach (var part in parts)
        {
            var rest = bytes[length..];
            length += part.Kind switch
            {
                PartKind.Literal => Copy(part.Text, rest),
                PartKind.Timestamp => Encoding.UTF8.GetBytes(timestamp, rest),
                PartKind.Id => Encoding.UTF8.GetBytes(id, rest),
                PartKind.Url => Encoding.UTF8.GetBytes(url, rest),
                _ => throw new UnreachableException(),
            };
        }

        return length;
    }

    private static int Copy(byte[] text, Span<byte> bytes)
    {
        text.CopyTo(bytes);
        return text.Length;
    }

    private static PartKind? KindOf(ReadOnlySpan<char> name) => name switch
    {
        "body" => PartKind.Body,
        "timestamp" => PartKind.Timestamp,
        "id" => PartKind.Id,
        "url" => PartKind.Url,
        _ => null,
    };

    private readonly record struct Part(PartKind Kind, byte[] Text);
}
