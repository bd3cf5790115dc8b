using System.Data.Common;
using Signalbox.Projections;
using Signalbox.Providers.Calls;
using Signalbox.Reads;

namespace Signalbox.Cache;

/// <summary>Reads an object from its provider for the cache, and keeps what was read in the projection. Safe for concurrent use.</summary>
internal sealed partial class ObjectLoader(IObjectStore objects, IObjectReader reader, TimeProvider time, ILogger<ObjectLoader> logger)
{
    // Something was signalled under way: the answer may be from before it.
    private const int MostAttempts = 2;

    /// <summary>One call, or two if something is signalled about the object during the first.</summary>
    /// <returns>What the provider answered, and the entry that it makes, if it is the object.</returns>
    /// <exception cref="DbException">The database is away.</exception>
    internal async Task<LoadedObject> LoadAsync(CacheKey key)
    {
        for (var attempt = 1; ; attempt++)
        {
            // Noted before the request is sent: whatever is written from here on may be newer than the answer.
            var noted = await objects.RevisionsAsync(key.Account, [key.Object], CancellationToken.None);
            ObjectRevision? row = noted.TryGetValue(key.Object, out var found) ? found : null;
            var askedAt = time.GetTimestamp();
            switch (await reader.ReadAsync(key.Account, key.Object, row?.Livemode, CallPriority.Interactive, CancellationToken.None))
            {
                case ObjectAnswer.Found answer when answer.Object.Key == key.Object:
                    var isKept = await KeepAsync(key, new ObservedRow(answer.Object, row?.Number ?? 0));
                    if (isKept is not false || attempt == MostAttempts)
                    {
                        // What was kept is one revision on. If nobody knows, the answer holds while the row is as it was, or has the same JSON.
                        var revision = (row?.Number ?? 0) + (isKept is true ? 1 : 0);
                        return new LoadedObject(answer, CacheEntry.Of(answer.Object, revision, askedAt));
                    }

                    break;

                case ObjectAnswer.Found:
                    return new LoadedObject(new ObjectAnswer.Unreadable("The answer is another object."), null);

                case var other:
                    return new LoadedObject(other, null);
            }
        }
    }

    /// <returns>Whether it was kept; <see langword="null"/> if nobody knows.</returns>
    private async Task<bool?> KeepAsync(CacheKey key, ObservedRow row)
    {
        try
        {
            return (await objects.KeepAsync([row], CancellationToken.None)).Count > 0;
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            LogNotKept(logger, key.Account, key.Object.Id, e.Message);
            return null;
        }
    }

    [LoggerMessage(5121, LogLevel.Warning, "{Account}: {Id} was read, and could not be written into its projection: {Fault}")]
    private static partial void LogNotKept(ILogger logger, string account, string id, string fault);
}

/// <summary>What a call for an object came to.</summary>
/// <param name="Answer">The provider's answer.</param>
/// <param name="Entry">The entry that it makes; <see langword="null"/> if it is not the object.</param>
internal sealed record LoadedObject(ObjectAnswer Answer, CacheEntry? Entry);
