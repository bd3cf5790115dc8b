using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Signalbox.Providers.Diagnosis;

/// <summary>Bodies that may have been what was signed, before something on the way changed them to what came.</summary>
internal static class BodyVariants
{
    /// <summary>The longest body that variants are made of.</summary>
    internal const int MaxBytes = 512 << 10;

    private const int MaxDepth = 64;

    /// <summary>The variants, each with what must have happened to it. None equals the body.</summary>
    internal static IEnumerable<(string What, byte[] Body)> Of(ReadOnlyMemory<byte> body)
    {
        if (body.Length is 0 or > MaxBytes)
        {
            return [];
        }

        return Ends(body).Concat(Encodings(body)).Concat(Json(body)).Where(variant => !body.Span.SequenceEqual(variant.Body));
    }

    private static IEnumerable<(string What, byte[] Body)> Ends(ReadOnlyMemory<byte> body)
    {
        var bytes = body.ToArray();
        yield return ("a line break was added at its end", bytes.AsSpan().TrimEnd("\r\n"u8).ToArray());
        yield return ("white space was added around it", bytes.AsSpan().Trim(" \r\n\t"u8).ToArray());
        yield return ("a line feed was cut off its end", [.. bytes, (byte)'\n']);
        yield return ("a line break was cut off its end", [.. bytes, (byte)'\r', (byte)'\n']);
        yield return ("its line breaks were changed from LF to CRLF", WithoutReturns(bytes));
        yield return ("its line breaks were changed from CRLF to LF", WithReturns(bytes));
        yield return ("a byte order mark was put before it", bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes);
        yield return ("a byte order mark was cut off", [.. Encoding.UTF8.Preamble, .. bytes]);
    }

    private static IEnumerable<(string What, byte[] Body)> Encodings(ReadOnlyMemory<byte> body)
    {
        if (!Utf8.IsValid(body.Span))
        {
            yield return ("it was encoded in Latin-1 instead of UTF-8", Encoding.UTF8.GetBytes(Encoding.Latin1.GetString(body.Span)));
            yield break;
        }

        var text = Encoding.UTF8.GetString(body.Span);
        if (text.All(static c => c <= '\u00ff') && text.Any(static c => c > '~'))
        {
            yield return ("it was read as Latin-1 and encoded in UTF-8 again", Encoding.Latin1.GetBytes(text));
        }

        if (text.Contains('+', StringComparison.Ordinal))
        {
            yield return ("spaces of the form were written as '+' instead of '%20'", Encoding.UTF8.GetBytes(text.Replace("+", "%20", StringComparison.Ordinal)));
        }

        if (text.Contains("%20", StringComparison.Ordinal))
        {
            yield return ("spaces of the form were written as '%20' instead of '+'", Encoding.UTF8.GetBytes(text.Replace("%20", "+", StringComparison.Ordinal)));
        }
    }

    private static IEnumerable<(string What, byte[] Body)> Json(ReadOnlyMemory<byte> body)
    {
        using var document = TryParse(body);
        if (document is null || document.RootElement.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
        {
            yield break;
        }

        foreach (var form in JsonForm.Usual())
        {
            if (TryWrite(form, document.RootElement) is not { } written)
            {
                continue;
            }

            yield return ($"it was parsed and written again: signed was JSON {form.Name}", written);
            yield return ($"it was parsed and written again: signed was JSON {form.Name}, with a line feed at its end", [.. written, (byte)'\n']);
        }
    }

    private static JsonDocument? TryParse(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonDocument.Parse(body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[3..] : body, new JsonDocumentOptions { MaxDepth = MaxDepth });
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static byte[]? TryWrite(JsonForm form, JsonElement root)
    {
        try
        {
            return form.Write(root);
        }
        catch (InvalidOperationException)
        {
            // Half of an escaped surrogate pair: valid JSON, but no text.
            return null;
        }
    }

    private static byte[] WithoutReturns(byte[] bytes)
    {
        var kept = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != '\r' || i + 1 == bytes.Length || bytes[i + 1] != '\n')
            {
                kept.Add(bytes[i]);
            }
        }

        return [.. kept];
    }

    private static byte[] WithReturns(byte[] bytes)
    {
        var made = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\n' && (i == 0 || bytes[i - 1] != '\r'))
            {
                made.Add((byte)'\r');
            }

            made.Add(bytes[i]);
        }

        return [.. made];
    }
}
