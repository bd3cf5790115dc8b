using Signalbox.Http;

namespace Signalbox.Destinations;

/// <summary>A destination as the API shows it: never a secret, nor what its headers hold.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Number">Its number, which the ids of its deliveries begin with.</param>
/// <param name="Tenant">Whose events; null: those of no tenant; *: everybody's.</param>
/// <param name="Url">Where to.</param>
/// <param name="Description">What somebody wrote about it.</param>
/// <param name="State">active or disabled.</param>
/// <param name="DisabledFor">Why it is disabled if nobody asked for it: gone (it answered 410) or failing.</param>
/// <param name="DisabledAt">Since when it is disabled.</param>
/// <param name="Types">Patterns of types; none: all.</param>
/// <param name="Sources">Names of sources; none: all.</param>
/// <param name="Fields">What must be in the body.</param>
/// <param name="Headers">The names of the headers that are added.</param>
/// <param name="Ordered">entity, destination or none.</param>
/// <param name="DeadLetters">go_on or hold.</param>
/// <param name="Payload">full or thin.</param>
/// <param name="Rate">Requests a second; null: no limit.</param>
/// <param name="Concurrency">Requests in flight.</param>
/// <param name="Retry">The waits before the second attempt, the third and so on.</param>
/// <param name="Timeout">How long a request may take.</param>
/// <param name="DisableAfter">How long it may fail without a success before it is disabled; null: for ever.</param>
/// <param name="Secrets">What requests are signed with, by age.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ChangedAt">When it was last changed.</param>
internal sealed record DestinationView(
    string Id,
    int Number,
    string? Tenant,
    string Url,
    string Description,
    string State,
    string? DisabledFor,
    DateTime? DisabledAt,
    IReadOnlyList<string> Types,
    IReadOnlyList<string> Sources,
    JsonRawValue Fields,
    IReadOnlyList<string> Headers,
    string Ordered,
    string DeadLetters,
    string Payload,
    int? Rate,
    int Concurrency,
    IReadOnlyList<TimeSpan> Retry,
    TimeSpan Timeout,
    TimeSpan? DisableAfter,
    IReadOnlyList<DestinationSecretView> Secrets,
    DateTime CreatedAt,
    DateTime ChangedAt);

/// <summary>What requests are signed with, as the API shows it.</summary>
/// <param name="Fingerprint">Eight hexadecimal digits that tell secrets apart and lead nobody back to the secret.</param>
/// <param name="Scheme">v1 or v1a.</param>
/// <param name="PublicKey">Of v1a what receivers verify with; null for v1.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="ExpiresAt">From when on it signs no more; null if nobody has set an end.</param>
/// <param name="Usable">Whether it can be opened; if not, its row was changed or its key is lost, and nothing is signed with it.</param>
internal sealed record DestinationSecretView(string Fingerprint, string Scheme, string? PublicKey, DateTime CreatedAt, DateTime? ExpiresAt, bool Usable);

/// <summary>A destination that was just made or given a secret.</summary>
/// <param name="Destination">The destination.</param>
/// <param name="GeneratedSecret">The secret that was generated for it, shown this once; null if it was given, and for v1a, whose public key is all that receivers need.</param>
internal sealed record DestinationWithSecret(DestinationView Destination, string? GeneratedSecret);
