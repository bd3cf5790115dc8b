using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Signalbox.Providers.Diagnosis;

/// <summary>
/// Reads a raw HTTP request as people save it: request line, headers, an empty line, the body's bytes (RFC 9112, section 2.1), with CRLF
/// or LF. Tolerant of empty lines before it, a missing version and a line break that an editor has put at the end.
/// </summary>
public static class HttpRequestFile
{
    /// <summary>The longest file, in bytes: the largest body and its headers.</summary>
    public const int MaxBytes = (16 << 20) + MaxHeadBytes;

    private const int MaxHeadBytes = 64 << 10;
    private const int MaxHeaders = 128;

    /// <summary>Reads a request.</summary>
    /// <param name="file">The file's bytes.</param>
    /// <param name="request">What it says. Without a scheme in its URL it counts as https.</param>
    /// <param name="fault">What is wrong and in which line, if it cannot be read. Quotes nothing.</param>
    public static bool TryParse(ReadOnlyMemory<byte> file, out WebhookRequest request, [NotNullWhen(false)] out string? fault)
    {
        request = default;
        var (at, line) = (0, 0);
        var first = string.Empty;
        if (file.Length > MaxBytes)
        {
            fault = $"The file has more than {MaxBytes} bytes.";
            return false;
        }

        while (first.Length == 0)
        {
            if (!TryLine(file.Span, ref at, ref line, out first))
            {
                fault = $"Line {line + 1}: the request line is missing or too long, such as POST /ingest/stripe HTTP/1.1.";
                return false;
            }
        }

        var parts = first.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length is < 2 or > 3 || !parts[0].All(char.IsAsciiLetter) || (parts.Length == 3 && !parts[2].StartsWith("HTTP/", StringComparison.Ordinal)))
        {
            fault = $"Line {line}: must be a request line, such as POST /ingest/stripe HTTP/1.1.";
            return false;
        }

        if (!TryHeaders(file.Span, ref at, ref line, out var headers, out fault))
        {
            return false;
        }

        if (!RequestUrl.TrySplit(parts[1], headers["Host"].ToString(), out var url))
        {
            fault = "The request line must hold a path that begins with '/', or a URL that begins with http:// or https://.";
            return false;
        }

        request = new WebhookRequest(parts[0].ToUpperInvariant(), url.Scheme, url.Host, url.Target, headers, BodyOf(file[at..], headers));
        return true;
    }

    private static bool TryHeaders(ReadOnlySpan<byte> file, ref int at, ref int line, out HeaderDictionary headers, [NotNullWhen(false)] out string? fault)
    {
        headers = new HeaderDictionary();
        var (name, value) = (string.Empty, string.Empty);
        while (true)
        {
            // A file that ends with its headers has an empty body.
            if (!TryLine(file, ref at, ref line, out var text) && at < file.Length)
            {
                fault = $"Line {line + 1}: the headers have more than {MaxHeadBytes} bytes.";
                return false;
            }

            if (name.Length > 0 && text is [' ' or '\t', ..])
            {
                // Folded, as it was allowed once (RFC 9112, section 5.2).
                value = $"{value} {text.Trim()}";
                continue;
            }

            if (name.Length > 0)
            {
                headers.Append(name, value);
            }

            if (text.Length == 0)
            {
                fault = null;
                return true;
            }

            var colon = text.IndexOf(':', StringComparison.Ordinal);
            if (colon < 1 || text.AsSpan(0, colon).ContainsAnyExceptInRange('!', '~') || headers.Count >= MaxHeaders)
            {
                fault = headers.Count >= MaxHeaders ? $"Line {line}: there are more than {MaxHeaders} headers." : $"Line {line}: must be a header as Name: value, or empty before the body.";
                return false;
            }

            (name, value) = (text[..colon], text[(colon + 1)..].Trim(' ', '\t'));
        }
    }

    private static bool TryLine(ReadOnlySpan<byte> file, ref int at, ref int line, out string text)
    {
        text = string.Empty;
        if (at >= file.Length)
        {
            return false;
        }

        var rest = file[at..];
        var end = rest.IndexOf((byte)'\n');
        var length = end < 0 ? rest.Length : end;
        if (at + length > MaxHeadBytes)
        {
            return false;
        }

        text = Encoding.Latin1.GetString(rest[..length]).TrimEnd('\r');
        at += end < 0 ? length : end + 1;
        line++;
        return true;
    }

    private static ReadOnlyMemory<byte> BodyOf(ReadOnlyMemory<byte> rest, HeaderDictionary headers) =>

        // Editors end a file with a line break, which is no part of the body.
        int.TryParse(headers.ContentLength?.ToString(CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        && length < rest.Length && rest.Span[length..].Trim("\r\n"u8).IsEmpty
            ? rest[..length]
            : rest;
}
