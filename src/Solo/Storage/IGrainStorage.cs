namespace Orleans
{
    /// <summary>A state on its way to or from a store.</summary>
    public interface IGrainState<T>
    {
        /// <summary>The state.</summary>
        T? State { get; set; }

        /// <summary>The version that was read or written last.</summary>
        string? ETag { get; set; }

        /// <summary>Whether the store has it.</summary>
        bool RecordExists { get; set; }
    }
}

namespace Orleans.Storage
{
    /// <summary>A store of grains' states, registered under its name. Safe for any number of callers at once.</summary>
    public interface IGrainStorage
    {
        /// <summary>Reads a state into <paramref name="grainState"/>; a new one if there is none.</summary>
        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <summary>Writes a state if its version in the store is <see cref="IGrainState{T}.ETag"/>, and sets the new one.</summary>
        /// <exception cref="InconsistentStateException">It is another.</exception>
        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        /// <summary>Removes a state if its version in the store is <see cref="IGrainState{T}.ETag"/>.</summary>
        /// <exception cref="InconsistentStateException">It is another.</exception>
        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
    }

    /// <summary>A state was changed by another since it was read: another activation of the grain, or another program.</summary>
    public class InconsistentStateException : OrleansException
    {
        /// <inheritdoc/>
        public InconsistentStateException()
        {
        }

        /// <inheritdoc/>
        public InconsistentStateException(string message)
            : base(message)
        {
        }

        /// <inheritdoc/>
        public InconsistentStateException(string message, Exception? innerException)
            : base(message, innerException)
        {
        }

        /// <param name="errorMsg">What happened.</param>
        /// <param name="storedEtag">The version in the store.</param>
        /// <param name="currentEtag">The version that was expected.</param>
        public InconsistentStateException(string errorMsg, string? storedEtag, string? currentEtag)
            : base($"{errorMsg} Stored version: {storedEtag ?? "none"}, expected: {currentEtag ?? "none"}.")
        {
            StoredEtag = storedEtag;
            CurrentEtag = currentEtag;
        }

        /// <summary>The version in the store.</summary>
        public string? StoredEtag { get; }

        /// <summary>The version that was expected.</summary>
        public string? CurrentEtag { get; }

        /// <summary>The activation whose state it is: only that one is out of date.</summary>
        internal Activation? Origin { get; set; }
    }
}
