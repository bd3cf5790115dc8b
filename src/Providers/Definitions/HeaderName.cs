using System.Buffers;

namespace Signalbox.Providers.Definitions;

/// <summary>The name of an HTTP header: a token (https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2). No other name ever arrives.</summary>
internal static class HeaderName
{
    /// <summary>What a name that is none is told.</summary>
    internal const string Rule = "must be a token (RFC 9110): letters, digits and any of !#$%&'*+-.^_`|~";

    private static readonly SearchValues<char> TokenChars = SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    internal static bool IsOne(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExcept(TokenChars);
}
