namespace Signalbox.Secrets;

/// <summary>Seals secrets for the database and opens them. Safe for any number of callers at once.</summary>
internal sealed class Vault(DataKeys keys)
{
    /// <summary>Seals a value for one place.</summary>
    /// <exception cref="SecretUnavailableException">This process lacks the master key.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The database is away, and the data key was not known yet.</exception>
    internal async ValueTask<byte[]> SealAsync(SealedPlace place, ReadOnlyMemory<byte> value, CancellationToken cancellationToken)
    {
        var key = await keys.CurrentAsync(cancellationToken);
        return SealedBytes.Seal(key.Value, key.Id, place, value.Span);
    }

    /// <summary>Opens a value from the place that it was sealed for.</summary>
    /// <exception cref="SecretUnavailableException">It was changed or moved, or its key is not here.</exception>
    /// <exception cref="Npgsql.NpgsqlException">The database is away, and the data key was not known yet.</exception>
    internal async ValueTask<byte[]> OpenAsync(SealedPlace place, byte[] sealedBytes, CancellationToken cancellationToken)
    {
        if (!SealedBytes.IsSealed(sealedBytes))
        {
            throw new SecretUnavailableException($"{place} does not hold a sealed value.");
        }

        var key = await keys.FindAsync(SealedBytes.KeyIdOf(sealedBytes), cancellationToken);
        return SealedBytes.Open(key.Value, place, sealedBytes);
    }

    /// <summary>Opens a value of a column in which an earlier version wrote JSON in clear.</summary>
    /// <exception cref="SecretUnavailableException">It was changed or moved, or its key is not here.</exception>
    internal ValueTask<byte[]> OpenOrClearAsync(SealedPlace place, byte[] bytes, CancellationToken cancellationToken) =>
        SealedBytes.IsSealed(bytes) ? OpenAsync(place, bytes, cancellationToken) : ValueTask.FromResult(bytes);
}
