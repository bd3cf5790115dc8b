namespace Signalbox.Sources;

/// <summary>A source as its row has it, its secrets still sealed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Provider">Its provider.</param>
/// <param name="Description">For people.</param>
/// <param name="DeadLetters">go_on or hold.</param>
/// <param name="IsEnabled">Whether it takes webhooks.</param>
/// <param name="ApiKey">The sealed API key, if there is one.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="DeletedAt">When it was deleted, if it was.</param>
/// <param name="Secrets">Its secrets, by age.</param>
internal sealed record StoredSource(
    string Name,
    string Provider,
    string Description,
    string DeadLetters,
    bool IsEnabled,
    byte[]? ApiKey,
    DateTime CreatedAt,
    DateTime? DeletedAt,
    IReadOnlyList<StoredSecret> Secrets)
{
    /// <summary>The networks that its webhooks may come from, as they were given; empty: any.</summary>
    internal required string[] AllowFrom { get; init; }

    /// <summary>The URL that its provider was told, if it is not the one that this server sees.</summary>
    internal required string? PublicUrl { get; init; }
}

/// <summary>A webhook secret as its row has it.</summary>
/// <param name="Source">Whose.</param>
/// <param name="Fingerprint">Which.</param>
/// <param name="Sealed">The secret, sealed.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="ExpiresAt">When it ends, if it does.</param>
internal sealed record StoredSecret(string Source, string Fingerprint, byte[] Sealed, DateTime CreatedAt, DateTime? ExpiresAt)
{
    /// <summary>The row, for the place that it is sealed for.</summary>
    internal string Row => RowOf(Source, Fingerprint);

    /// <summary>The row of a secret.</summary>
    internal static string RowOf(string source, string fingerprint) => $"{source}/{fingerprint}";
}
