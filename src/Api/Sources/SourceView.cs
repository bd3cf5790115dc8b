namespace Signalbox.Sources;

/// <summary>A source as the API shows it: never a secret.</summary>
/// <param name="Name">Its name, the last part of its path.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="State">active or disabled.</param>
/// <param name="ManagedBy">settings, or api for those that can be changed here.</param>
/// <param name="Path">Where its webhooks go.</param>
/// <param name="Description">What somebody wrote about it.</param>
/// <param name="DeadLetters">go_on or hold: what becomes of a stream whose next event was given up on.</param>
/// <param name="HasApiKey">Whether its provider can be called.</param>
/// <param name="CreatedAt">When it was made; null for those in the settings.</param>
/// <param name="Secrets">Its webhook secrets, by age.</param>
/// <param name="AllowFrom">The networks that its webhooks may come from; empty: any.</param>
/// <param name="PublicUrl">The URL that its provider was told; null: the one that this server sees.</param>
internal sealed record SourceView(
    string Name,
    string Provider,
    string State,
    string ManagedBy,
    string Path,
    string Description,
    string DeadLetters,
    bool HasApiKey,
    DateTime? CreatedAt,
    IReadOnlyList<SecretView> Secrets,
    IReadOnlyList<string> AllowFrom,
    string? PublicUrl)
{
    internal const string FromSettings = "settings";
    internal const string FromApi = "api";
    internal const string GoOn = "go_on";
    internal const string Hold = "hold";
}

/// <summary>A webhook secret as the API shows it.</summary>
/// <param name="Fingerprint">Eight hexadecimal digits that tell secrets apart and lead nobody back to the secret.</param>
/// <param name="CreatedAt">When it was added; null for those in the settings.</param>
/// <param name="ExpiresAt">From when on it is not accepted; null if nobody has set an end.</param>
/// <param name="Verified">How many webhooks it has verified, up to some seconds ago.</param>
/// <param name="LastMatchedAt">When the last of them came.</param>
/// <param name="Usable">Whether it can be opened; if not, its row was changed or its key is lost, and adding the same secret again repairs it.</param>
internal sealed record SecretView(string Fingerprint, DateTime? CreatedAt, DateTime? ExpiresAt, long Verified, DateTime? LastMatchedAt, bool Usable);

/// <summary>A source that was just made or given a secret.</summary>
/// <param name="Source">The source.</param>
/// <param name="GeneratedSecret">The secret that was generated for it, shown this once; null if it was given.</param>
internal sealed record SourceWithSecret(SourceView Source, string? GeneratedSecret);
