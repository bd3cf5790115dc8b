namespace Signalbox.Operations;

/// <summary>Collects what is wrong with a command, by field.</summary>
internal sealed class FieldFaults
{
    private const int MaxIdChars = 255;
    private const int MostMetadata = 50;

    // https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts: up to twelve digits.
    private const long LargestAmount = 999_999_999_999;

    /// <summary>What was found so far: the field's name, and what it must be.</summary>
    internal Dictionary<string, string> Found { get; } = [];

    /// <summary>Whether a text can be the id of something: in a path and in the name of a stream.</summary>
    internal static bool IsId(string id) => id is { Length: > 0 and <= MaxIdChars } and not ("." or "..") && id.All(static c => c is > ' ' and <= '~' and not ('/' or '?' or '#' or '\\' or '"'));

    internal FieldFaults Require(string field, bool isRight, string otherwise)
    {
        if (!isRight)
        {
            Found.TryAdd(field, otherwise);
        }

        return this;
    }

    internal FieldFaults RequireId(string field, string? id) => Require(field, id is not null && IsId(id), "must be the provider's id of it: 1 to 255 visible ASCII characters without a slash.");

    internal FieldFaults CheckId(string field, string? id) => id is null ? this : RequireId(field, id);

    internal FieldFaults RequireAmount(string field, long? amount) =>
        Require(field, amount is > 0 and <= LargestAmount, "must be a whole number above 0, in the currency's smallest unit.");

    internal FieldFaults CheckAmount(string field, long? amount) => amount is null ? this : RequireAmount(field, amount);

    internal FieldFaults RequireCurrency(string field, string? currency) =>
        Require(field, currency is { Length: 3 } && currency.All(char.IsAsciiLetterLower), "must be three lower-case letters (ISO 4217), for example eur.");

    internal FieldFaults CheckCurrency(string field, string? currency) => currency is null ? this : RequireCurrency(field, currency);

    internal FieldFaults CheckEmail(string field, string? email) =>
        Require(field, email is null || (email.Length <= 512 && email.Contains('@')), "must be an address of at most 512 characters.");

    internal FieldFaults CheckQuantity(string field, long? quantity) => Require(field, quantity is null or >= 0, "must be a whole number, 0 or more.");

    internal FieldFaults CheckUrl(string field, string? url) => Require(
        field,
        url is null || (url.Length <= 5_000 && Uri.TryCreate(url, UriKind.Absolute, out var parsed) && (parsed.Scheme == Uri.UriSchemeHttp || parsed.Scheme == Uri.UriSchemeHttps)),
        "must be an absolute http:// or https:// URL.");

    /// <summary>Text that is one of a few words; null is fine.</summary>
    internal FieldFaults CheckWord(string field, string? word, params ReadOnlySpan<string> words) =>
        Require(field, word is null || words.Contains(word), $"must be one of {string.Join(", ", words)}.");

    internal FieldFaults CheckMetadata(IReadOnlyDictionary<string, string>? metadata) => Require(
        "metadata",
        metadata is null || (metadata.Count <= MostMetadata && metadata.All(static m => m.Key.Length is > 0 and <= 40 && m.Value is { Length: <= 500 })),
        "has at most 50 keys of 1 to 40 characters, with values of at most 500.");
}
