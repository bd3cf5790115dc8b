namespace Orleans.Storage;

/// <summary>A stored state of one activation.</summary>
internal sealed class PersistentState<T>(Activation activation, string name, IGrainStorage storage) : IPersistentState<T>, IGrainState<T>
{
    private T? _state;

    public T State
    {
        get => _state!;
        set => _state = value;
    }

    public string? Etag { get; private set; }

    public bool RecordExists { get; private set; }

    T? IGrainState<T>.State
    {
        get => _state;
        set => _state = value;
    }

    string? IGrainState<T>.ETag
    {
        get => Etag;
        set => Etag = value;
    }

    bool IGrainState<T>.RecordExists
    {
        get => RecordExists;
        set => RecordExists = value;
    }

    public Task ReadStateAsync(CancellationToken cancellationToken) => storage.ReadStateAsync(name, activation.GrainId, this).WaitAsync(cancellationToken);

    public Task WriteStateAsync(CancellationToken cancellationToken) => MarkedAsync(storage.WriteStateAsync(name, activation.GrainId, this), cancellationToken);

    public Task ClearStateAsync(CancellationToken cancellationToken) => MarkedAsync(storage.ClearStateAsync(name, activation.GrainId, this), cancellationToken);

    private async Task MarkedAsync(Task change, CancellationToken cancellationToken)
    {
        try
        {
            await change.WaitAsync(cancellationToken);
        }
        catch (InconsistentStateException conflict)
        {
            conflict.Origin = activation;
            throw;
        }
    }
}
