namespace Signalbox.Storage;

/// <summary>What the API reads about what is stored. Safe for any number of callers at once.</summary>
/// <remarks>Throws <see cref="System.Data.Common.DbException"/> when the database is away or too slow.</remarks>
internal interface IStorageQueries
{
    /// <summary>Sizes and partitions as they are now.</summary>
    Task<StorageReport> ReadAsync(CancellationToken cancellationToken);
}
