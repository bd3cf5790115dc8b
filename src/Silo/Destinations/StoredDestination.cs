namespace Signalbox.Destinations;

/// <summary>A destination as its row has it, headers and secrets still sealed.</summary>
internal sealed record StoredDestination
{
    /// <summary>Its id.</summary>
    internal required string Id { get; init; }

    /// <summary>Its number.</summary>
    internal required int Number { get; init; }

    /// <summary>What is configured.</summary>
    internal required DestinationForm Form { get; init; }

    /// <summary>The sealed headers, if there are any.</summary>
    internal required byte[]? Headers { get; init; }

    /// <summary>Their names.</summary>
    internal required IReadOnlyList<string> HeaderNames { get; init; }

    /// <summary>Whether deliveries are made.</summary>
    internal required bool IsEnabled { get; init; }

    /// <summary>Why not, if nobody asked for it.</summary>
    internal required string? DisabledFor { get; init; }

    /// <summary>Since when not.</summary>
    internal required DateTime? DisabledAt { get; init; }

    /// <summary>When it was made.</summary>
    internal required DateTime CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    internal required DateTime ChangedAt { get; init; }

    /// <summary>Its secrets, by age.</summary>
    internal required IReadOnlyList<StoredDestinationSecret> Secrets { get; init; }
}

/// <summary>A secret of a destination as its row has it.</summary>
/// <param name="Destination">Whose.</param>
/// <param name="Fingerprint">Which.</param>
/// <param name="Scheme">v1 or v1a.</param>
/// <param name="Sealed">The secret, sealed.</param>
/// <param name="PublicKey">Of v1a what receivers verify with.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="ExpiresAt">When it ends, if it does.</param>
internal sealed record StoredDestinationSecret(string Destination, string Fingerprint, string Scheme, byte[] Sealed, string? PublicKey, DateTime CreatedAt, DateTime? ExpiresAt)
{
    /// <summary>The row, for the place that it is sealed for.</summary>
    internal string Row => RowOf(Destination, Fingerprint);

    /// <summary>The row of a secret.</summary>
    internal static string RowOf(string destination, string fingerprint) => $"{destination}/{fingerprint}";
}
