namespace Orleans.Core
{
    /// <summary>A state of a grain in a store.</summary>
    public interface IStorage
    {
        /// <summary>The version that was read or written last; <see langword="null"/> if there is none.</summary>
        string? Etag { get; }

        /// <summary>Whether the store had it when it was read or written last.</summary>
        bool RecordExists { get; }

        /// <summary>Reads it from the store, over what is in memory.</summary>
        Task ReadStateAsync(CancellationToken cancellationToken);

        /// <inheritdoc cref="ReadStateAsync(CancellationToken)"/>
        Task ReadStateAsync() => ReadStateAsync(CancellationToken.None);

        /// <summary>Writes it, if nobody else has since it was read.</summary>
        /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else has. Unless the grain catches it, the activation ends.</exception>
        Task WriteStateAsync(CancellationToken cancellationToken);

        /// <inheritdoc cref="WriteStateAsync(CancellationToken)"/>
        Task WriteStateAsync() => WriteStateAsync(CancellationToken.None);

        /// <summary>Removes it, if nobody else has changed it since it was read.</summary>
        /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else has. Unless the grain catches it, the activation ends.</exception>
        Task ClearStateAsync(CancellationToken cancellationToken);

        /// <inheritdoc cref="ClearStateAsync(CancellationToken)"/>
        Task ClearStateAsync() => ClearStateAsync(CancellationToken.None);
    }

    /// <summary>A state of a grain in a store, of a type.</summary>
    public interface IStorage<TState> : IStorage
    {
        /// <summary>The state in memory.</summary>
        TState State { get; set; }
    }
}

namespace Orleans.Runtime
{
    /// <summary>A grain's stored state, read before <c>OnActivateAsync</c>. Injected with <see cref="PersistentStateAttribute"/>.</summary>
    public interface IPersistentState<TState> : Core.IStorage<TState>;

    /// <summary>Marks a constructor's parameter as stored state.</summary>
    /// <param name="stateName">The state's name; one grain may have several.</param>
    /// <param name="storageName">The store's name; without it, the default one.</param>
    [AttributeUsage(AttributeTargets.Parameter)]
    public class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
    {
        /// <summary>The state's name.</summary>
        public string StateName { get; } = stateName;

        /// <summary>The store's name.</summary>
        public string? StorageName { get; } = storageName;
    }
}
