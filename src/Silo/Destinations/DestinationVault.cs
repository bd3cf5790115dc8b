using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Signalbox.Providers;
using Signalbox.Secrets;

namespace Signalbox.Destinations;

/// <summary>Seals and opens what is secret of destinations.</summary>
internal sealed partial class DestinationVault(Vault vault)
{
    /// <summary>Seals a secret for its row.</summary>
    internal async Task<(string Fingerprint, byte[] Sealed)> SealAsync(string destination, string secret, CancellationToken cancellationToken)
    {
        var fingerprint = new WebhookSecret(secret).Fingerprint;
        var place = new SealedPlace(SealedColumn.DestinationSecret, StoredDestinationSecret.RowOf(destination, fingerprint));
        return (fingerprint, await vault.SealAsync(place, Encoding.UTF8.GetBytes(secret), cancellationToken));
    }

    /// <summary>Seals headers; none are <see langword="null"/>.</summary>
    internal async Task<byte[]?> SealAsync(string destination, IReadOnlyList<KeyValuePair<string, string>> headers, CancellationToken cancellationToken)
    {
        if (headers.Count == 0)
        {
            return null;
        }

        string[][] pairs = [.. headers.Select(static h => new[] { h.Key, h.Value })];
        return await vault.SealAsync(new(SealedColumn.DestinationHeaders, destination), JsonSerializer.SerializeToUtf8Bytes(pairs, Json.Default.StringArrayArray), cancellationToken);
    }

    /// <summary>Opens a secret.</summary>
    /// <exception cref="SecretUnavailableException">Its row was changed, or its key is lost.</exception>
    internal async Task<string> OpenAsync(StoredDestinationSecret secret, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await vault.OpenAsync(new(SealedColumn.DestinationSecret, secret.Row), secret.Sealed, cancellationToken));

    /// <summary>Opens headers.</summary>
    /// <exception cref="SecretUnavailableException">The row was changed, or the key is lost.</exception>
    internal async Task<IReadOnlyList<KeyValuePair<string, string>>> OpenHeadersAsync(StoredDestination destination, CancellationToken cancellationToken)
    {
        if (destination.Headers is null)
        {
            return [];
        }

        var json = await vault.OpenAsync(new(SealedColumn.DestinationHeaders, destination.Id), destination.Headers, cancellationToken);
        return [.. JsonSerializer.Deserialize(json, Json.Default.StringArrayArray)!.Select(static pair => KeyValuePair.Create(pair[0], pair[1]))];
    }

    /// <summary>Whether a secret can be opened.</summary>
    internal async Task<bool> OpensAsync(StoredDestinationSecret secret, CancellationToken cancellationToken)
    {
        try
        {
            await OpenAsync(secret, cancellationToken);
            return true;
        }
        catch (SecretUnavailableException)
        {
            return false;
        }
    }

    [JsonSerializable(typeof(string[][]))]
    private sealed partial class Json : JsonSerializerContext;
}
