using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Signalbox.Providers.Definitions;

/// <summary>
/// Every known provider: those built in, and those configured, which can be replaced while requests are verified. Safe for any number of
/// callers at once; readers never wait.
/// </summary>
public sealed class ProviderCatalog
{
    private readonly FrozenDictionary<string, CatalogProvider> _builtIn;
    private readonly Lock _lock = new();

    // Every provider that was ever configured, so that a source that holds one sees it change.
    private readonly Dictionary<string, CatalogProvider> _everConfigured = new(StringComparer.Ordinal);

    private IReadOnlyList<ProviderDefinition> _configured = [];
    private IReadOnlyList<ProviderDefinition> _stored = [];
    private volatile FrozenSet<string> _storedNames = [];
    private volatile FrozenDictionary<string, CatalogProvider> _known;
    private long _revision;

    /// <summary>With the built-in providers only.</summary>
    public ProviderCatalog()
    {
        _builtIn = BuiltInDefinitions.Names.Select(static n => new CatalogProvider(BuiltInDefinitions.Read(n), isBuiltIn: true))
            .ToFrozenDictionary(static p => p.Name, StringComparer.Ordinal);
        _known = _builtIn;
    }

    /// <summary>Every provider now, by name.</summary>
    public IReadOnlyList<CatalogProvider> All => [.. _known.Values.OrderBy(static p => p.Name, StringComparer.Ordinal)];

    /// <summary>Grows with each change of which providers there are.</summary>
    public long Revision => Volatile.Read(ref _revision);

    /// <summary>Whether a name is that of a built-in provider, which no configured one may take.</summary>
    public bool IsBuiltIn(string name) => _builtIn.ContainsKey(name);

    /// <summary>Whether a known provider was stored by the API, and does not stand in a file as well.</summary>
    public bool IsStored(string name) => _storedNames.Contains(name);

    /// <summary>Finds a provider. What is found follows later changes of its definition; one that was removed goes on as it was.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out CatalogProvider? provider) => _known.TryGetValue(name, out provider);

    /// <summary>Puts these in the place of all configured providers.</summary>
    /// <param name="definitions">With distinct names, none that of a built-in one.</param>
    /// <exception cref="ArgumentException">Two have one name, or one that of a built-in provider; nothing has changed.</exception>
    public void ReplaceConfigured(IReadOnlyList<ProviderDefinition> definitions)
    {
        if (definitions.DistinctBy(static d => d.Name).Count() != definitions.Count || definitions.Any(d => IsBuiltIn(d.Name)))
        {
            throw new ArgumentException("Names of configured providers are distinct, and none is that of a built-in one.", nameof(definitions));
        }

        lock (_lock)
        {
            _configured = definitions;
            Combine();
        }
    }

    /// <summary>Puts these in the place of all providers that the API has stored. A name that is built in or configured stays as it is.</summary>
    /// <param name="definitions">With distinct names.</param>
    public void ReplaceStored(IReadOnlyList<ProviderDefinition> definitions)
    {
        lock (_lock)
        {
            _stored = definitions;
            Combine();
        }
    }

    private void Combine()
    {
        var stored = _stored.Where(d => !IsBuiltIn(d.Name) && _configured.All(c => c.Name != d.Name)).ToList();
        var all = _configured.Concat(stored).ToList();
        foreach (var definition in all)
        {
            if (!_everConfigured.TryGetValue(definition.Name, out var known))
            {
                _everConfigured.Add(definition.Name, new CatalogProvider(definition, isBuiltIn: false));
            }
            else if (!ReferenceEquals(known.Definition, definition))
            {
                known.Replace(definition);
            }
        }

        _storedNames = stored.Select(static d => d.Name).ToFrozenSet(StringComparer.Ordinal);
        _known = _builtIn.Values.Concat(all.Select(d => _everConfigured[d.Name])).ToFrozenDictionary(static p => p.Name, StringComparer.Ordinal);
        Interlocked.Increment(ref _revision);
    }
}
