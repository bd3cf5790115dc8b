using System.Diagnostics.CodeAnalysis;

namespace Signalbox.Streams;

/// <summary>The name of a stream, <c>{account}/{kind}/{external id}</c>, for example <c>stripe/customer/cus_9s6</c>.</summary>
/// <param name="Account">The account's name; holds no slash.</param>
/// <param name="Kind">What the entity is: <c>customer</c>, <c>subscription</c>, <c>endpoint</c>; holds no slash.</param>
/// <param name="Id">The provider's id of the entity; may hold slashes.</param>
public readonly record struct StreamKey(string Account, string Kind, string Id)
{
    /// <summary>Splits a key at its first two slashes.</summary>
    /// <returns><see langword="false"/> if a part is missing or empty.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, out StreamKey key)
    {
        key = default;
        if (text is null)
        {
            return false;
        }

        var kind = text.IndexOf('/', StringComparison.Ordinal) + 1;
        var id = kind <= 1 ? 0 : text.IndexOf('/', kind) + 1;
        if (id <= kind + 1 || id >= text.Length)
        {
            return false;
        }

        key = new StreamKey(text[..(kind - 1)], text[kind..(id - 1)], text[id..]);
        return true;
    }

    /// <inheritdoc cref="TryParse"/>
    /// <exception cref="FormatException">A part is missing or empty.</exception>
    public static StreamKey Parse(string text) => TryParse(text, out var key)
        ? key
        : throw new FormatException($"'{text}' is not a stream key: expected account/kind/id, for example stripe/customer/cus_123.");

    /// <summary>A key from three segments of a URL's path, where a slash in the id is written %2F, which servers leave as it is.</summary>
    public static StreamKey FromPath(string account, string kind, string id) => new(account, kind, id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase));

    /// <summary>The key as text, as the journal and the grains use it.</summary>
    public override string ToString() => $"{Account}/{Kind}/{Id}";
}
