// SPDX-License-Identifier: Apache-2.0
extension VideoTask {
    /// The next revision of this record, which `owner` has; nothing else is changed. Nil makes it nobody's.
    public func claimed(by owner: StoreOwner?) -> VideoTask {
        var task = owned(by: owner)
        task.revision += 1
        return task
    }

    /// The same revision of this record, as one that `owner` has.
    package func owned(by owner: StoreOwner?) -> VideoTask {
        var task = self
        task.owner = owner
        return task
    }
}
