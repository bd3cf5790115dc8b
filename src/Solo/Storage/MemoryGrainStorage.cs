using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Orleans.Storage;

/// <summary>A store that forgets everything with the process. States are kept as JSON, so that nobody changes a stored one in place.</summary>
internal sealed class MemoryGrainStorage : IGrainStorage
{
    private static readonly JsonSerializerOptions Json = new() { IncludeFields = true, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private readonly ConcurrentDictionary<(string Name, GrainId Grain), Entry> _entries = new();
    private long _lastEtag;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var found = _entries.TryGetValue((stateName, grainId), out var entry);
        grainState.State = found ? JsonSerializer.Deserialize<T>(entry!.Content, Json) : Activator.CreateInstance<T>();
        grainState.ETag = entry?.Etag;
        grainState.RecordExists = found;
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var entry = new Entry(JsonSerializer.SerializeToUtf8Bytes(grainState.State, Json), Interlocked.Increment(ref _lastEtag).ToString(CultureInfo.InvariantCulture));
        var written = grainState.ETag is null
            ? _entries.TryAdd(key, entry)
            : _entries.TryGetValue(key, out var stored) && stored.Etag == grainState.ETag && _entries.TryUpdate(key, entry, stored);
        if (!written)
        {
            return Conflict(key, grainState.ETag);
        }

        grainState.ETag = entry.Etag;
        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var key = (stateName, grainId);
        var found = _entries.TryGetValue(key, out var stored);
        if (stored?.Etag != grainState.ETag || (found && !_entries.TryRemove(KeyValuePair.Create(key, stored!))))
        {
            return Conflict(key, grainState.ETag);
        }

        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private Task Conflict((string Name, GrainId Grain) key, string? expected) => Task.FromException(new InconsistentStateException(
        $"State '{key.Name}' of {key.Grain} was changed by another.", _entries.GetValueOrDefault(key)?.Etag, expected));

    private sealed record Entry(byte[] Content, string Etag);
}
